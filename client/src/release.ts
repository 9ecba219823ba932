/**
 * Lets held elements go, in page order, once they may: a script that the page
 * would have waited for is waited for. Knows order, not consent.
 */
import { free, held, HELD_ELEMENTS, inspect, isScript, reinsert, type Holdable } from "./hold";
import { script as own } from "./site";

/** A server that never answers must not keep the rest of the page waiting. */
const PATIENCE = 20000;

/** Scripts that page code created: they keep the order that code asked for. */
export const injected = new WeakSet<Element>();
/** Scripts that ran later than the page meant them to. */
export const late = new WeakSet<Element>();
let running = false;

/**
 * Before the parser has prepared a script, `async` is false; afterwards the
 * standard's "force async" makes it true. A script still to be prepared is
 * freed where it stands, and the parser runs it in its turn.
 */
const awaitsParser = (script: HTMLScriptElement) => !script.async && !injected.has(script);

/**
 * Under `strict-dynamic` what a script inserts is trusted, so ask a marked
 * script of the HTML for the nonce that it would have needed there.
 */
const trusted = (element: Holdable) =>
  !own.nonce ||
  !isScript(element) ||
  !element.dataset.sayso ||
  injected.has(element) ||
  element.nonce === own.nonce;

function run(element: Holdable): Promise<unknown> | undefined {
  free(element);
  if (!isScript(element) || awaitsParser(element)) return;
  late.add(element);
  let done;
  if (element.src && !element.hasAttribute("async") && !(injected.has(element) && element.async)) {
    done = new Promise((resolve) => {
      for (const end of ["load", "error"]) element.addEventListener(end, resolve);
      setTimeout(resolve, PATIENCE);
    });
  }
  reinsert(element);
  return done;
}

/** Everything that may run now, one after the other. */
export async function releaseAll(): Promise<void> {
  if (running) return;
  running = true;
  const next = () =>
    [...new Set([...document.querySelectorAll<Holdable>(HELD_ELEMENTS), ...held])].find(
      (element) => element.isConnected && trusted(element) && inspect(element),
    );
  for (let element; (element = next()); ) await run(element);
  running = false;
}

/** A marked element that has just come into the page and that may run. */
export function releaseOne(element: Holdable): void {
  if (isScript(element) && (running || !awaitsParser(element))) void releaseAll();
  else if (trusted(element)) free(element);
}
