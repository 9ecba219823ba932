/**
 * How one script, frame, image or link is held and freed. The state lives in the
 * element: a held script has the inert type `text/plain`, anything else keeps its
 * address in `data-src` (`data-href`, `data-data`). Site authors mark scripts and
 * frames the same way with `data-sayso`.
 *
 * A script that never ran may be freed and put back: the same element then runs
 * once, with its attributes, listeners, nonce and (under Trusted Types) its
 * approved address and text. A copy would lose the last three.
 */
import type { ServiceEntry } from "./payload";
import { quietly } from "./quietly";
import { namedLike, serviceOf, within } from "./services";
import { base, payload, services } from "./site";
import { allows, everything } from "./state";

export type Holdable = HTMLElement;

const INERT = "text/plain";
export const HOLDABLE = "script,iframe,img,link,embed,object";
export const HELD_ELEMENTS =
  '[data-sayso-held],script[type="text/plain"][data-sayso],iframe[data-sayso][data-src]';

/** Everything held, wherever it is: no selector reaches into shadow roots. */
export const held = new Set<Holdable>();
/** Purposes and services of the scripts that ran. */
const ran = new Set<string>();

export const isScript = (node: unknown): node is HTMLScriptElement =>
  node instanceof HTMLScriptElement;
export const isHoldable = (node: unknown): node is Holdable =>
  !!(node as Element | null)?.matches?.(HOLDABLE);
export const isHeld = (element: Element): boolean => element.matches(HELD_ELEMENTS);

/** The attribute that holds what the element loads. */
export const addressName = ({ tagName }: Element): string =>
  tagName === "LINK" ? "href" : tagName === "OBJECT" ? "data" : "src";

/** The service that an address belongs to. */
export const known = (address: string): ServiceEntry | undefined =>
  quietly(() => {
    const url = new URL(address, document.baseURI);
    return serviceOf(services, url) ?? stranger(url);
  });

/** A third party that no service names, where such are held: from now on a service by itself. */
function stranger({ hostname: id }: URL): ServiceEntry | undefined {
  const own = payload.firstParty && [...payload.firstParty, location.hostname, new URL(base).hostname];
  if (!own || !id || own.some((host) => within(id, host))) return undefined;
  const entry = { id, purposes: Object.keys(everything(true)), urls: [id] };
  services.push(entry);
  return entry;
}

/** The service that may not load from there now. */
export function denied(address: unknown): ServiceEntry | undefined {
  const service = known(`${address}`);
  return service && !allows(service.id) ? service : undefined;
}

/** Whether a cookie or storage key belongs to services of which none is granted. */
export function unwanted(kind: "cookies" | "storage", name: string): unknown {
  const keepers = services.filter((service) => service[kind]?.some((item) => namedLike(name, item)));
  return keepers[0] && !keepers.some(({ id }) => allows(id));
}

/** Something that ran may no longer. */
export const ranDenied = (): boolean => ![...ran].every((id) => allows(id));

/** Removes and inserts in place: a freed script runs, a frame forgets what it was loading. */
export function reinsert(element: Holdable, change?: () => void): void {
  const { parentNode, nextSibling } = element;
  element.remove();
  change?.();
  parentNode?.insertBefore(element, nextSibling);
}

/** Holds the element unless it may run; true if it may. `address`: what it is about to load. */
export function inspect(
  element: Holdable,
  address = element.getAttribute(addressName(element)),
): boolean {
  const { dataset } = element;
  const name = addressName(element);
  const wasHeld = isHeld(element);
  const type = isScript(element) && element.type;
  // Somebody else's inert script is none of ours; and a link may be no more than that.
  if (type === INERT && !wasHeld) return true;
  if (name === "href" && !/sheet|pre/i.test((element as HTMLLinkElement).rel)) return true;
  const target = address ?? (wasHeld && dataset[name]);
  const service = (target && known(target)) || undefined;
  const needs = [dataset.sayso, service?.id].filter((id): id is string => id != null);
  if (needs.every((id) => allows(id, service?.id))) {
    // A frame can be emptied again; what a script did stays done.
    if (type !== false && !wasHeld && element.isConnected) for (const id of needs) ran.add(id);
    return true;
  }
  if (element.isConnected) held.add(element);
  if (isScript(element)) {
    if (type !== INERT) {
      dataset.saysoHeld = needs[0];
      dataset.saysoType = element.type;
      element.type = INERT;
    }
  } else if (address !== null) {
    dataset.saysoHeld = needs[0];
    dataset[name] = address;
    element.removeAttribute(name);
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
      const name = addressName(element);
      const address = dataset[name];
      delete dataset[name];
      if (address) element.setAttribute(name, address);
    });
  }
}
