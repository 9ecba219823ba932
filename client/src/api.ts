/** `window.sayso`, as `docs/reference/page-api.md` promises it. */
import type { Sayso } from "../types/sayso";
import { describe } from "./describe";
import { on } from "./events";
import { later, there } from "./later";
import { allows, answer, everything } from "./state";

type Act = "accept" | "refuse" | "save" | "withdraw";

/** Answers, and closes what the answer makes superfluous. */
function say(how: Act, answers: Readonly<Record<string, boolean>>): void {
  answer(how, answers);
  later((late) => late.close());
}

export function publish(): void {
  const sayso: Sayso = {
    allows: (id) => allows(id),
    state: describe,
    on,
    open: (view = "preferences") => later((late) => late.show(view)),
    accept: () => say("accept", everything(true)),
    refuse: () => say("refuse", everything(false)),
    save: (answers) => say("save", answers),
    withdraw: () => say("withdraw", everything(false)),
    receipt: () => there?.receipt() ?? null,
  };
  Object.defineProperty(window, "sayso", { value: Object.freeze(sayso) });
}
