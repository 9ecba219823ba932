/** What the core hands to the late bundle, and what it gets back. */
import type { StoredChoice } from "./choice";
import type { Core, View } from "./core-api";
import type { Choice, Decision, Signal } from "./decide";
import type { CorePayload, ServiceEntry } from "./payload";

/** `window.sayso` is there as well. */
export interface Inside extends Pick<Core, "base" | "decision" | "answer" | "everything"> {
  readonly payload: CorePayload;
  readonly script: HTMLScriptElement;
  /** Fulfilled when the document has been parsed. */
  readonly parsed: Promise<unknown>;
  readonly signal: Signal;
  choice(): StoredChoice | null;
  /** What would follow from a choice. */
  judge(by: Choice | null): Decision;
  /** The service that an address belongs to. */
  known(address: string): ServiceEntry | undefined;
  /** Whether a cookie or storage key belongs to services of which none is granted. */
  unwanted(kind: "cookies" | "storage", name: string): unknown;
  /** Services that the visitor has had loaded by themselves. */
  readonly loaded: Set<string>;
  /** The visitor sees the notice or the preference center in this page. */
  told(): void;
  /** Reads the cookie again. */
  sync(): void;
  readonly watchers: ((news: StoredChoice | null) => void)[];
}

export interface Late {
  show(view: View): Promise<boolean>;
  close(): void;
  post(stored: StoredChoice): void;
  receipt(): string | null;
}

/** Default export of `late-….js`. */
export type Start = (inside: Inside) => Late;
