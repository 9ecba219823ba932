/** One heading and one switch per group, and why each of its purposes stands as it does. */
import type { Core } from "../core-api";
import type { Outcome } from "../decide";
import type { GroupView } from "../payload";
import { element, type Child } from "../shared-ui/element";
import { paragraph } from "./parts";
import { text } from "./texts";

/** Purpose to whether the visitor wants it; only what they may decide about. */
export type Wishes = Record<string, boolean>;

const granted = ({ state }: Outcome): boolean => state === "on" || state === "on-notice";

/** Returns what holds now, as the state the switches start in. */
export function wishes(core: Core): Wishes {
  const { outcomes, needs } = core.decision();
  // For these purposes a minor's own answer would not count.
  const parents = needs && needs !== "opt-in-by-minor";
  const open = outcomes.filter(
    ({ reason, state }) =>
      reason !== "necessary" &&
      reason !== "prohibited" &&
      !(parents && reason === "default" && state === "off"),
  );
  return Object.fromEntries(open.map((outcome) => [outcome.purpose, granted(outcome)]));
}

export function groupRow(core: Core, group: GroupView, wanted: Wishes): HTMLElement {
  const { id, title, locked } = group;
  const outcomes = core
    .decision()
    .outcomes.filter((outcome) => group.purposes.some((purpose) => purpose.id === outcome.purpose));
  const note = element("p", { class: "note quiet", id: `note-${id}` });
  const details = explanation(group, outcomes);
  const opener = element(
    "button",
    {
      id: `head-${id}`,
      "aria-expanded": "false",
      "aria-controls": details.id,
      click: () => {
        details.hidden = !details.hidden;
        opener.setAttribute("aria-expanded", `${!details.hidden}`);
      },
    },
    title,
  );
  return element(
    "section",
    { class: "group", part: "group" },
    element("h4", {}, opener),
    locked
      ? element("span", { class: "quiet" }, text("preferences.always_active"))
      : groupSwitch(id, outcomes, wanted, note),
    note,
    details,
  );
}

/** The switch governs every purpose of its group that is the visitor's to decide. */
function groupSwitch(
  id: string,
  outcomes: readonly Outcome[],
  wanted: Wishes,
  note: HTMLElement,
): HTMLElement {
  const mine = outcomes.map(({ purpose }) => purpose).filter((purpose) => purpose in wanted);
  const control = element("button", {
    class: "switch",
    part: "switch",
    role: "switch",
    "aria-labelledby": `head-${id}`,
    "aria-describedby": note.id,
    "data-sayso-purpose": id,
    disabled: !mine.length,
    click: () => {
      const on = !mine.every((purpose) => wanted[purpose]);
      for (const purpose of mine) wanted[purpose] = on;
      draw();
    },
  });
  const draw = (): void => {
    const all = mine.length > 0 && mine.every((purpose) => wanted[purpose]);
    control.setAttribute("aria-checked", `${all}`);
    note.textContent = remark(outcomes, wanted, mine, all);
  };
  draw();
  return control;
}

function remark(
  outcomes: readonly Outcome[],
  wanted: Wishes,
  mine: readonly string[],
  all: boolean,
): string {
  if (!mine.length) {
    const barred = outcomes.some(({ reason }) => reason === "prohibited");
    return text(barred ? "preferences.prohibited" : "preferences.needs_parent");
  }
  const some = mine.some((purpose) => wanted[purpose]);
  const signaled = outcomes.some(({ reason }) => reason === "signal");
  return [
    some && !all && text("preferences.partly"),
    signaled && !all && text("preferences.signal"),
    signaled && text("preferences.signal_despite"),
  ]
    .filter(Boolean)
    .join(". ");
}

function explanation(group: GroupView, outcomes: readonly Outcome[]): HTMLElement {
  const reasons = group.purposes.flatMap(({ id, title, text: words }) => [
    element("dt", {}, title),
    element("dd", {}, words),
    ...outcomes
      .filter(({ purpose }) => purpose === id)
      .map((outcome) => element("dd", { class: "quiet" }, ...why(outcome))),
  ]);
  return element(
    "div",
    { class: "more", id: `more-${group.id}`, hidden: true },
    paragraph(group.text),
    // Of a purpose that stands alone the group has said the title and the text already.
    group.purposes.length > 1
      ? element("dl", {}, ...reasons)
      : element("p", { class: "quiet" }, ...outcomes.flatMap(why)),
  );
}

/** The decision in words, with the citation that it rests on. */
function why(outcome: Outcome): Child[] {
  const { reason, source } = outcome;
  const state = text(granted(outcome) ? "preferences.on" : "preferences.off");
  const words =
    reason === "prohibited" || reason === "signal"
      ? text(`preferences.${reason}`)
      : `${state} · ${text(`preferences.why_${reason}`)}`;
  // Citations are left-to-right whatever the language around them is.
  return source ? [`${words} (`, element("bdi", {}, source), ")"] : [words];
}
