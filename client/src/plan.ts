/** The plan as the core gets it: what it needs of `Plan.to_wire` in `sayso/policy/plan.py`. */

export type State = "on" | "off" | "on-notice" | "prohibited";
export type Kind =
  | "strictly-necessary"
  | "functional"
  | "performance"
  | "targeting"
  | "social-media"
  | "sale-of-personal-data";

/** age from, age below, effect, knowledge needed (1–3), index into `sources`. */
export type Band = [number, number, string, number, number];

export interface Rule {
  readonly purpose: string;
  readonly code: string;
  readonly kind: Kind;
  readonly default: State;
  readonly source: number;
  /** An honored opt-out signal turns it off. */
  readonly signal?: boolean;
  readonly bands?: readonly Band[];
}

export interface SignalTerms {
  readonly gpc?: boolean;
  readonly source?: number;
  readonly dnt?: boolean;
  readonly dntSource?: number;
  readonly status?: boolean;
}

export interface Plan {
  readonly property: string;
  readonly version: string;
  readonly question: string;
  readonly region: string;
  readonly regime: string;
  readonly model: string;
  readonly rules: readonly Rule[];
  readonly signals: SignalTerms;
  readonly consentMonths: number;
  readonly reaskMonths: number;
  readonly waitBinds: boolean;
  readonly closeRefuses: boolean;
  readonly buttons: readonly string[];
  readonly equal: boolean;
  readonly rejectFirst: boolean;
  readonly scope: "browser" | "group" | "account";
  readonly sources: readonly string[];
}
