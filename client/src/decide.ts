/**
 * The one place that says what is allowed, and why. Exists twice: here and in
 * `sayso/policy/decide.py`, held together by `tests/vectors/decide.jsonl`.
 * Change both or neither. Times are milliseconds since 1970; days are UTC days.
 */
import type { Band, Plan, Rule, State } from "./plan";

export type Reason = "necessary" | "prohibited" | "signal" | "choice" | "default";
export type How = "accept" | "refuse" | "save" | "signal" | "withdraw" | "close" | "expire";

export interface Choice {
  readonly given: number;
  readonly question: string;
  readonly purposes: Readonly<Record<string, boolean>>;
  readonly despiteSignal?: boolean;
  readonly how?: How;
}

export interface Signal {
  readonly gpc?: boolean;
  readonly dnt?: boolean;
}

export interface Person {
  readonly age?: number;
  /** 3 the site knows the age, 2 it knows or looks away, 1 it could know. */
  readonly knowledge?: number;
}

export interface Outcome {
  readonly purpose: string;
  readonly state: State;
  readonly reason: Reason;
  readonly source: string;
}

export interface Decision {
  readonly outcomes: readonly Outcome[];
  readonly ask: boolean;
  readonly inform: boolean;
  readonly signalHonored: boolean;
  readonly needs: string | null;
}

const STRICTEST_FIRST = [
  "prohibited",
  "parental-consent",
  "opt-in-by-parent",
  "separate-parental-consent-for-third-party-disclosure",
  "parental-consent-and-limits",
  "parental-consent-unless-capable",
  "opt-in-by-minor",
];

/** What the page may do now, purpose by purpose; the order of reasons is DESIGN's. */
export function decide(
  plan: Plan,
  choice: Choice | null,
  now: number,
  signal: Signal = {},
  person: Person = {},
): Decision {
  const same = choice?.question === plan.question;
  // Clocks in wrong time zones are common. How old an answer from further ahead is,
  // nobody knows: its consent has run out, its refusals stand.
  const believable = choice && choice.given <= now + 864e5;
  const fresh = believable && now < monthsAfter(choice.given, plan.consentMonths);
  const consent = same && fresh ? choice : null;
  const bound = plan.waitBinds && Object.values(choice?.purposes ?? {}).includes(false);
  const answered = believable && (same || bound) && now < mayAskAgainFrom(plan, choice) ? choice : null;
  const terms = plan.signals;
  const gpc = !!(signal.gpc && terms.gpc);
  const dnt = !!(signal.dnt && terms.dnt);
  const effects: string[] = [];
  let ask = false;
  let open = false;
  let onNotice = false;

  const outcomes = plan.rules.map((rule): Outcome => {
    const { purpose } = rule;
    const outcome = (state: State, reason: Reason, source = rule.source): Outcome => ({
      purpose,
      state,
      reason,
      source: plan.sources[source] ?? "",
    });
    if (rule.kind === "strictly-necessary") return outcome("on", "necessary");
    const [, , effect, , source] = strictest(rule, person) ?? [];
    if (effect === "prohibited") return outcome(effect, effect, source);
    if (effect) effects.push(effect);
    if (rule.default === "prohibited") return outcome(rule.default, rule.default);
    open = true;
    const own = !effect || effect === "opt-in-by-minor";
    const consents = own && consent?.purposes[purpose];
    const heeds = gpc && rule.signal;
    if ((heeds || dnt) && !(consents && consent?.despiteSignal))
      return outcome("off", "signal", heeds ? terms.source : terms.dntSource);
    if (consents) return outcome("on", "choice");
    const waits = own && (effect || rule.default === "off");
    if (waits && !(answered && purpose in answered.purposes)) ask = true;
    if (choice?.purposes[purpose] === false) return outcome("off", "choice");
    if (effect) return outcome("off", "default", source);
    onNotice ||= rule.default === "on-notice";
    return outcome(rule.default, "default");
  });

  return {
    outcomes,
    ask,
    // A signal says all that need be said, except where something may run only
    // once the visitor knows: there, an answer that only the browser gave is none.
    inform:
      !ask &&
      (onNotice ? !answered || answered.how === "signal" : !answered && open && !gpc && !dnt),
    signalHonored: gpc || dnt,
    needs: STRICTEST_FIRST.find((effect) => effects.includes(effect)) ?? null,
  };
}

/** The first day on which the visitor may be asked again. */
export function mayAskAgainFrom(plan: Plan, choice: Choice): number {
  const granted = Object.values(choice.purposes).includes(true);
  return monthsAfter(choice.given, granted ? plan.consentMonths : plan.reaskMonths);
}

/** Start of the same-numbered UTC day `months` later, or of that month's last day. */
export function monthsAfter(moment: number, months: number): number {
  const day = new Date(moment);
  const year = day.getUTCFullYear();
  const month = day.getUTCMonth() + months;
  // A day that the month does not have would run over into the next one.
  return Math.min(Date.UTC(year, month, day.getUTCDate()), Date.UTC(year, month + 1, 0));
}

function strictest(rule: Rule, person: Person): Band | undefined {
  const { age, knowledge = 3 } = person;
  if (age === undefined) return undefined;
  return (rule.bands ?? [])
    .filter((band) => band[0] <= age && age < band[1] && knowledge >= band[3])
    .sort((a, b) => STRICTEST_FIRST.indexOf(a[2]) - STRICTEST_FIRST.indexOf(b[2]))[0];
}
