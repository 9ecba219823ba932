/** Where this script stands and what the server gave it. Read once, at the start. */
import type { CorePayload } from "./payload";

export const script = document.currentScript as HTMLScriptElement;
export const payload = __SAYSO_PAYLOAD__ as CorePayload;
export const { plan, services } = payload;
/** The folder of this property's files and pages, ending in `/`. */
export const base = new URL(".", script.src).href;

/** Fulfilled when the document has been parsed. */
export const parsed = new Promise<unknown>((done) => {
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", done);
  else done(0);
});

/** What `act` gives; undefined if it throws. Nothing of ours may throw into the page. */
export function quietly<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
