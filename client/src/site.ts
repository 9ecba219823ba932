/** Where this script stands and what the server gave it. Read once, at the start. */
import type { CorePayload, ServiceEntry } from "./payload";

export const script = document.currentScript as HTMLScriptElement;
export const payload = __SAYSO_PAYLOAD__ as CorePayload;
export const { plan } = payload;
/** Grows by what no catalog names, where such is held. */
export const services = payload.services as ServiceEntry[];
/** The folder of this property's files and pages, ending in `/`. */
export const base = new URL(".", script.src).href;

const page = document as Document & { readonly prerendering?: boolean };
/** The page is being drawn for a visitor who may never come. */
export const asleep = (): boolean => !!page.prerendering;

/** Fulfilled when `event` has come to the document, or at once if nothing is to be waited for. */
const after = (event: string, waits: boolean) =>
  new Promise<unknown>((done) => (waits ? document.addEventListener(event, done) : done(0)));

/** Fulfilled when the document has been parsed. */
export const parsed = after("DOMContentLoaded", document.readyState === "loading");
/** Fulfilled when somebody is there; with something if that has taken a while. */
export const awake = after("prerenderingchange", asleep());
