/** What a page may know, in one object. */
import type { SaysoState } from "../types/sayso";
import { ranDenied } from "./hold";
import { plan } from "./site";
import { allows, choice, decision, signal } from "./state";

/** Purpose by purpose what holds, with the single reason that settled it. */
export function describe(): SaysoState {
  const { property, region, regime, question } = plan;
  const { outcomes, signalHonored: honored, ...rest } = decision;
  const purposes: Record<string, SaysoState["purposes"][string]> = {};
  for (const { purpose, ...outcome } of outcomes)
    purposes[purpose] = { ...outcome, granted: allows(purpose) };
  // The pseudonym is nobody else's business, and the answers are not to be changed from outside.
  const told = choice && { ...choice, visitor: undefined, purposes: { ...choice.purposes } };
  return {
    ...rest,
    property,
    region,
    regime,
    question,
    purposes,
    signal: { ...(signal as Required<typeof signal>), honored },
    choice: told,
    reloadNeeded: ranDenied(),
  };
}
