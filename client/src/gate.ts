/**
 * Nothing that is not granted runs: marked elements and, by address, those of
 * declared services, in HTML or inserted by code; nor is anything asked of such
 * a service, or kept on the device in its name. What this cannot stop is in
 * `docs/explanation/what-the-gate-holds.md`.
 */
import { HOLDABLE, inspect, isHeld, isHoldable } from "./hold";
import { patchAddresses, patchDevice, patchInsertion, patchNetwork } from "./patches";
import { releaseAll, releaseOne } from "./release";
import { parsed } from "./site";

function look(node: Node): void {
  if (isHoldable(node)) {
    if (inspect(node) && isHeld(node)) releaseOne(node);
  } else if ((node as Element).firstElementChild && document.readyState !== "loading") {
    // The parser reports every node by itself, other insertion only the topmost.
    (node as Element).querySelectorAll(HOLDABLE).forEach(look);
  }
}

export function standGate(): void {
  // The parser stops for microtasks before it prepares a script, so whoever
  // changes the script's type here keeps it from running (HTML, 13.2.6.4.8).
  const observer = new MutationObserver((records) =>
    records.forEach(({ addedNodes }) => addedNodes.forEach(look)),
  );
  const observe = (root: Node) => observer.observe(root, { childList: true, subtree: true });
  observe(document);
  patchInsertion(observe);
  patchAddresses();
  patchNetwork();
  patchDevice();
  void parsed.then(releaseAll);
}

/** Holds and frees again after consent has changed. */
export function obey(): void {
  document.querySelectorAll("iframe").forEach((frame) => inspect(frame));
  void releaseAll();
}
