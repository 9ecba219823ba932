/**
 * The one owner of what this page knows: choice, signal, decision. Everything
 * else in the client asks here or is told from here.
 */
import { newRecord, newVisitor, readCookie, writeCookie, type StoredChoice } from "./choice";
import { decide, type Choice, type Decision, type How, type Outcome, type Person, type Reason, type Signal } from "./decide";
import { quietly } from "./quietly";
import { asleep, payload, plan, script, services } from "./site";

type Answers = Readonly<Record<string, boolean>>;

const browser = navigator as Navigator & { globalPrivacyControl?: unknown };

export const signal: Signal = {
  gpc: payload.gpc || browser.globalPrivacyControl === true,
  dnt: browser.doNotTrack === "1",
};

/** A site that knows the visitor's age says so on the script tag; no age is below any other. */
const person: Person = {
  age: Number(script.dataset.age),
  knowledge: Number(script.dataset.knowledge ?? 3),
};
export const judge = (by: Choice | null): Decision =>
  decide(plan, by, Date.now(), signal, person);

function load(): StoredChoice | null {
  let latest: StoredChoice | null = null;
  // Blocked cookies are no choice; a sandboxed document may not even ask.
  quietly(() => {
    for (const pair of document.cookie.split("; ")) {
      const found = pair.startsWith("sayso=") && readCookie(pair.slice(6), plan.rules);
      // Two there are after the scope has changed: one of this host, one of its parent domain.
      if (found && !(latest && latest.given > found.given)) latest = found;
    }
  });
  return latest;
}

function keep(stored: StoredChoice): void {
  const { cookieDomain } = payload;
  document.cookie =
    `sayso=${writeCookie(stored, plan.rules)};Path=/;SameSite=Lax;Max-Age=34128000` +
    (cookieDomain ? `;Domain=${cookieDomain}` : "") +
    (location.protocol === "https:" ? ";Secure" : "");
  kept = !!load();
}

export let choice = load();
export let decision = judge(choice);
/** The cookie is where the choice is; else it is blocked, and this page's memory has to do. */
let kept = !!choice;
let shown = false;

/** Reads the cookie again, since another tab may have answered; judges again, since time goes on. */
export function sync(): void {
  const found = load();
  if (found || kept) choice = found;
  decision = judge(choice);
}

/** Told in this order when something changed: the new choice, or null if there is no new one. */
export const watchers: ((news: StoredChoice | null) => void)[] = [];
export const tell = (news: StoredChoice | null): void => watchers.forEach((watcher) => watcher(news));

/** Services that the visitor has had loaded by themselves. */
export const loaded = new Set<string>();

function granted(purpose: string): boolean {
  const { state, reason } =
    decision.outcomes.find((outcome) => outcome.purpose === purpose) ?? ({} as Partial<Outcome>);
  // Nobody has seen a page yet that is drawn ahead.
  if (asleep() && reason !== "necessary") return false;
  // A signal's own record does not mean that anybody has read the notice.
  const knows = shown || (!!choice && choice.how !== "signal");
  return state === "on" || (state === "on-notice" && knows);
}

/**
 * Whether a purpose, or every purpose of a service, may run now. Unknown names may not.
 * `service`: what is to run there, in case that it was loaded by itself.
 */
export function allows(id: string, service = id): boolean {
  const purposes = services.find((other) => other.id === id)?.purposes ?? [id];
  return loaded.has(service) || purposes.every(granted);
}

const decided = (reason: Reason) => reason !== "necessary" && reason !== "prohibited";

/** Every purpose that a visitor decides about, set to `value`. */
export function everything(value: boolean): Record<string, boolean> {
  const answers: Record<string, boolean> = {};
  for (const { purpose, reason } of decision.outcomes)
    if (decided(reason)) answers[purpose] = value;
  return answers;
}

/** Stores first, then has the page obey, then lets the rest know. */
export function answer(how: How, answers: Answers): void {
  sync();
  const now = Date.now();
  const purposes: Record<string, boolean> = {};
  for (const { purpose, state, reason } of decision.outcomes) {
    // Earlier refusals stay, and those earlier consents that stand by themselves.
    const earlier = reason === "choice" ? state === "on" : choice?.purposes[purpose] && undefined;
    const value = answers[purpose] ?? earlier;
    if (typeof value === "boolean" && decided(reason)) purposes[purpose] = value;
  }
  // A signal answers for nobody's consent, so it must not lengthen one either.
  const given = how === "signal" && choice?.question === plan.question ? choice.given : now;
  choice = {
    how,
    given: given - (given % 1000),
    question: plan.question,
    purposes,
    // Consent counts against the signal only if the visitor could see that it is on.
    despiteSignal:
      (shown || !!choice?.despiteSignal) &&
      judge(null).outcomes.some(({ purpose, reason }) => reason === "signal" && purposes[purpose]),
    visitor: choice?.visitor ?? newVisitor(),
    record: newRecord(now),
  };
  // Where cookies are blocked the answer holds for this page.
  quietly(() => keep(choice!));
  decision = judge(choice);
  // What the visitor says of a purpose counts more than one embed that was loaded before.
  loaded.clear();
  tell(choice);
}

/** Refuses in the record what an honored signal settles, so that its absence is no consent. */
export function persistSignal(): void {
  const refused: Record<string, boolean> = {};
  for (const { purpose, reason } of decision.outcomes)
    if (reason === "signal" && choice?.purposes[purpose] !== false) refused[purpose] = false;
  if (Object.keys(refused)[0]) answer("signal", refused);
}

/** The visitor sees the notice or the preference center in this page. */
export function told(): void {
  const waits = !shown && decision.outcomes.some(({ state }) => state === "on-notice");
  shown = true;
  if (waits) tell(null);
}
