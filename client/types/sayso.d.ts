/** Types of `window.sayso`. Copy this file into your project or refer to it. */

export type SaysoView = "notice" | "preferences" | "cookies";

export interface SaysoPurpose {
  /** Whether it may run now. */
  readonly granted: boolean;
  /** `on-notice` is granted once the visitor has been told. */
  readonly state: "on" | "off" | "on-notice" | "prohibited";
  /** The single reason that settled it. */
  readonly reason: "necessary" | "prohibited" | "signal" | "choice" | "default";
  /** The law's or the setting's citation; may be empty. */
  readonly source: string;
}

export interface SaysoChoice {
  /** Milliseconds since 1970. */
  readonly given: number;
  /** The consent record's id, as the cookie spells it. */
  readonly record: string;
  readonly how: "accept" | "refuse" | "save" | "signal" | "withdraw" | "close" | "expire";
  /** The visitor consented although the browser signals an opt-out, and knew it. */
  readonly despiteSignal: boolean;
  /** What is missing was not answered. */
  readonly purposes: Readonly<Record<string, boolean>>;
}

export interface SaysoState {
  readonly property: string;
  readonly region: string;
  readonly regime: string;
  readonly question: string;
  /** The law wants an answer before something may run. */
  readonly ask: boolean;
  /** Nothing waits for an answer, but the visitor has not been told yet. */
  readonly inform: boolean;
  readonly signal: { readonly gpc: boolean; readonly dnt: boolean; readonly honored: boolean };
  /** What a minor's visit asks for beyond an answer. */
  readonly needs: string | null;
  readonly purposes: Readonly<Record<string, SaysoPurpose>>;
  readonly choice: SaysoChoice | null;
  /** Something ran that may no longer, and only a reload undoes it. */
  readonly reloadNeeded: boolean;
}

export interface Sayso {
  /** Whether a purpose, or every purpose of a service, may run now. */
  allows(purposeOrService: string): boolean;
  state(): SaysoState;
  /** Returns what ends the listening. `ready` is also told to those who come late. */
  on(event: "ready" | "change", listener: (state: SaysoState) => void): () => void;
  open(view?: SaysoView): void;
  accept(): void;
  refuse(): void;
  /** Purposes left out keep their earlier answer; unknown names are ignored. */
  save(purposes: Readonly<Record<string, boolean>>): void;
  withdraw(): void;
  /** Address of the receipt for the choice in force, or null; it answers once the record has arrived. */
  receipt(): string | null;
}

declare global {
  interface Window {
    readonly sayso: Sayso;
  }
  interface WindowEventMap {
    "sayso:ready": CustomEvent<SaysoState>;
    "sayso:change": CustomEvent<SaysoState>;
  }
}
