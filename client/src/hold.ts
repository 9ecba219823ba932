/**
 * How one script or frame is held and freed. The state lives in the element:
 * a held script has the inert type `text/plain`, a held frame keeps its address
 * in `data-src`. Site authors mark elements the same way with `data-sayso`.
 *
 * A script that never ran may be freed and put back: the same element then runs
 * once, with its attributes, listeners, nonce and (under Trusted Types) its
 * approved address and text. A copy would lose the last three.
 */
import type { ServiceEntry } from "./payload";
import { serviceOf } from "./services";
import { quietly, services } from "./site";
import { allows } from "./state";

export type Holdable = HTMLScriptElement | HTMLIFrameElement;

const INERT = "text/plain";
export const HELD_ELEMENTS =
  '[data-sayso-held],script[type="text/plain"][data-sayso],iframe[data-sayso][data-src]';

/** Everything held, wherever it is: no selector reaches into shadow roots. */
export const held = new Set<Holdable>();
/** Purposes and services of the scripts that ran. */
const ran = new Set<string>();

export const isScript = (node: unknown): node is HTMLScriptElement =>
  node instanceof HTMLScriptElement;
export const isHoldable = (node: unknown): node is Holdable =>
  isScript(node) || node instanceof HTMLIFrameElement;
export const isHeld = (element: Element): boolean => element.matches(HELD_ELEMENTS);

/** The service that an address belongs to, and whether it may load now. */
const known = (address: string) => quietly(() => serviceOf(services, address, document.baseURI));
export function denied(address: string): ServiceEntry | undefined {
  const service = known(address);
  return service && !allows(service.id) ? service : undefined;
}

/** Something that ran may no longer. */
export const ranDenied = (): boolean => ![...ran].every(allows);

/** Removes and inserts in place: a freed script runs, a frame forgets what it was loading. */
export function reinsert(element: Holdable, change?: () => void): void {
  const { parentNode, nextSibling } = element;
  element.remove();
  change?.();
  parentNode?.insertBefore(element, nextSibling);
}

/** Holds the element unless it may run; true if it may. `address`: what its src is about to be. */
export function inspect(element: Holdable, address = element.getAttribute("src")): boolean {
  const { dataset } = element;
  const wasHeld = isHeld(element);
  const type = isScript(element) && element.type;
  // Somebody else's inert script is none of ours.
  if (type === INERT && !wasHeld) return true;
  const target = address ?? (wasHeld && dataset.src);
  const needs = [dataset.sayso, target && known(target)?.id].filter(
    (id): id is string => typeof id === "string",
  );
  if (needs.every(allows)) {
    // A frame can be emptied again; what a script did stays done.
    if (type !== false && !wasHeld && element.isConnected) for (const id of needs) ran.add(id);
    return true;
  }
  held.add(element);
  if (isScript(element)) {
    if (type !== INERT) {
      dataset.saysoHeld = needs[0];
      dataset.saysoType = element.type;
      element.type = INERT;
    }
  } else if (address !== null) {
    dataset.saysoHeld = needs[0];
    dataset.src = address;
    element.removeAttribute("src");
    if (element.isConnected) reinsert(element);
  }
  return false;
}

export function free(element: Holdable): void {
  const { dataset } = element;
  held.delete(element);
  delete dataset.saysoHeld;
  if (isScript(element)) {
    if (dataset.saysoType) element.type = dataset.saysoType;
    else element.removeAttribute("type");
    inspect(element);
  } else {
    // Chromium drops the load of a frame that gets its address while it is being parsed.
    reinsert(element, () => {
      const { src } = dataset;
      delete dataset.src;
      if (src) element.src = src;
    });
  }
}
