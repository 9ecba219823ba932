/** The preference center's words and switches. */
import type { Core } from "../core-api";
import type { How } from "../decide";
import { element } from "../shared-ui/element";
import { groupRow, type Wishes } from "./groups";
import { button, link, paragraph, type Page } from "./parts";
import { payload, text } from "./texts";

export type Answer = (how: How, purposes: Record<string, boolean>) => void;

/** Switches write into *wanted*, so a look at the cookie list forgets nothing. */
export function preferences(core: Core, wanted: Wishes, answer: Answer): Page {
  const { model, rules } = core.payload.plan;
  const sells = model !== "opt-in" && rules.some(({ kind }) => kind === "sale-of-personal-data");
  const all = (how: How, granted: boolean) => () => answer(how, core.everything(granted));
  const consented = Object.values(core.choice()?.purposes ?? {}).includes(true);
  return {
    title: text("preferences.title"),
    body: [
      paragraph(text("preferences.intro")),
      status(core),
      sells && sale(core),
      element(
        "div",
        { class: "pair" },
        button("accept", "button", text("preferences.accept"), all("accept", true)),
        button("refuse", "button", text("preferences.refuse"), all("refuse", false)),
      ),
      element("h3", {}, text("preferences.manage")),
      ...payload.groups.map((group) => groupRow(core, group, wanted)),
      scope(core),
      element(
        "div",
        {},
        !sells && rights(core),
        payload.policyUrl && link(payload.policyUrl, text("common.privacy_policy")),
        payload.legalEmail && link(`mailto:${payload.legalEmail}`, payload.legalEmail),
      ),
    ],
    foot: [
      button("save", "button full", text("preferences.save"), () => answer("save", wanted)),
      consented &&
        button("withdraw", "link", text("preferences.withdraw"), all("withdraw", false)),
    ],
  };
}

/** Stays in sight as long as the signal keeps something off. */
function status(core: Core): HTMLElement | false {
  const heeded = core.decision().outcomes.some(({ reason }) => reason === "signal");
  return (
    heeded &&
    element(
      "section",
      { class: "box", part: "status" },
      element("h3", {}, text("status.title")),
      paragraph(text(core.signal().gpc ? "status.text" : "status.text_dnt")),
    )
  );
}

function sale(core: Core): HTMLElement {
  return element(
    "section",
    { part: "sale" },
    element("h3", {}, text("preferences.sell_title")),
    ...["right", "signal", "leads", "legal"].map((part) => paragraph(text(`preferences.sell_${part}`))),
    element(
      "div",
      {},
      link(`${core.base}privacy`, text("preferences.sell_page")),
      rights(core),
    ),
  );
}

const rights = (core: Core): HTMLElement =>
  link(`${core.base}privacy#request`, text("preferences.rights"));

function scope(core: Core): HTMLElement {
  const { plan, language } = core.payload;
  const choice = core.choice();
  const day = choice && new Date(choice.given).toLocaleDateString(language, DAY);
  const answered = day && text("preferences.answered").replace("{date}", day);
  return paragraph([text(`scope.${plan.scope}`), answered].filter(Boolean).join(" "), "quiet scope");
}

const DAY = { year: "numeric", month: "long", day: "numeric" } as const;
