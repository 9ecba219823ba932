/** What the core hands to the notice and the panel. They own no state. */
import type { Choice, Decision, How, Signal } from "./decide";
import type { CorePayload, LatePayload } from "./payload";

export type View = "notice" | "preferences" | "cookies";

export interface Core {
  readonly payload: CorePayload & LatePayload;
  /** Address of the folder this property's files and pages live in, ending in `/`. */
  readonly base: string;
  /** Nonce of the script tag, for style elements under a strict policy. */
  readonly nonce: string;
  decision(): Decision;
  choice(): Choice | null;
  signal(): Signal;
  /** Store, obey, post. `purposes` may leave out what was not answered. */
  answer(how: How, purposes: Readonly<Record<string, boolean>>): void;
  /** Every consentable purpose set to `granted`. */
  everything(granted: boolean): Record<string, boolean>;
  open(view: View): void;
  /** Close whatever is open; focus goes back to where it was. */
  close(): void;
  /** True once something that ran cannot be undone without a reload. */
  reloadNeeded(): boolean;
  on(event: "change" | "ready", listener: (detail: unknown) => void): () => void;
}

/** Default export of `notice-….js` and `panel-….js`: mount into `<sayso-panel>`, return an unmount function. */
export type Mount = (core: Core, host: HTMLElement, view: View) => () => void;
