/**
 * The first layer: what the page says before anything else. Loaded only when it must.
 *
 * Words and buttons are real elements in the light DOM, slotted into the shadow root, so
 * that assistive technology and a visitor's own opt-out agent find them. The plan and the
 * decision say what is shown; no region is named here.
 */
import type { Core, Mount } from "../core-api";
import type { How } from "../decide";
import type { NoticePayload } from "../payload";
import { element, guarded, type Listener } from "../shared-ui/element";
import { surface } from "../shared-ui/surface";
import css from "./notice.css";
import { makeRoom } from "./room";

const { texts, policyUrl } = __SAYSO_PAYLOAD__ as NoticePayload;
const text = (key: string): string => texts[key] ?? "";

/** What is shown: elements for the light DOM, the frame they are slotted into, how it closes. */
interface Layer {
  readonly words: readonly HTMLElement[];
  readonly frame: HTMLElement;
  readonly close: (() => void) | null;
}

const mount: Mount = (core, host) => {
  let leave = (): void => {};
  const show = (layer: Layer): void => {
    leave();
    leave = put(core, host, layer);
  };
  const answer = (how: How, purposes: Record<string, boolean>): void => {
    core.answer(how, purposes);
    if (how === "close" || !core.reloadNeeded()) return core.close();
    show(saved(core));
    host.querySelector<HTMLElement>("[data-sayso-action=reload]")?.focus();
  };
  guarded(() => show(first(core, answer)))();
  return () => leave();
};

export default mount;

type Answer = (how: How, purposes: Record<string, boolean>) => void;

function first(core: Core, answer: Answer): Layer {
  const { ask, inform, signalHonored } = core.decision();
  if (ask) return question(core, answer, true);
  if (inform || !signalHonored) return question(core, answer, core.payload.plan.model === "opt-in");
  return status(core, answer);
}

/** Asks where the law wants an answer first, informs where it wants to be told. */
function question(core: Core, answer: Answer, asks: boolean): Layer {
  const { plan } = core.payload;
  const refusable = plan.equal || plan.rejectFirst || plan.buttons.includes("reject-all");
  const refusesOnClose = asks && plan.closeRefuses;
  const close =
    !asks || plan.closeRefuses
      ? () => answer("close", refusesOnClose ? core.everything(false) : {})
      : null;
  const style = asks ? "ask" : "inform";
  const words = [
    ...spoken(text(`notice.${style}_title`), text(`notice.${style}_text`)),
    core.decision().signalHonored &&
      said("signal quiet", text(core.signal().gpc ? "notice.signal" : "status.text_dnt")),
    refusesOnClose && said("quiet", text("notice.close_refuses")),
    control("more", "open-preferences", text(asks ? "notice.choose" : "notice.learn_more"), () =>
      core.open("preferences"),
    ),
    !asks && link(`${core.base}privacy`, text(optOutLabel(core))),
    policyUrl && asks && link(policyUrl, text("common.privacy_policy")),
    // After the links: an agent takes the last element that sounds like a refusal, and must not
    // take the link to the opt-out page for it. Slots, not this order, say what comes where.
    control("accept", "accept", text(asks ? "notice.accept_all" : "notice.accept"), () =>
      answer("accept", core.everything(true)),
    ),
    refusable &&
      control("refuse", "refuse", text(asks ? "notice.refuse_all" : "notice.refuse"), () =>
        answer("refuse", core.everything(false)),
      ),
    close && closeControl(close),
  ];
  const frame = element(
    "div",
    { class: "sheet notice", part: "notice", role: "dialog", ...NAMED },
    element("div", { class: "mark", part: "mark" }),
    element("div", { id: "title" }, slot("title")),
    element("div", { id: "text" }, slot("text")),
    element(
      "div",
      { class: "foot" },
      element("div", { class: "answers" }, button("accept"), refusable && button("refuse")),
      element("div", { class: "more" }, slot("more")),
    ),
    slot("close"),
  );
  return { words: words.filter((node) => node instanceof HTMLElement), frame, close };
}

/** A publisher that declares a sale links to its opt-out by that name. */
function optOutLabel(core: Core): string {
  const sells = core.payload.plan.rules.some((rule) => rule.kind === "sale-of-personal-data");
  return sells ? "notice.do_not_sell" : "notice.privacy_choices";
}

/** Says that the browser's signal was heard; asks nothing, takes no focus. */
function status(core: Core, answer: Answer): Layer {
  return small(
    [
      ...spoken(text("status.title"), text(core.signal().gpc ? "status.text" : "status.text_dnt")),
      control("more", "open-preferences", text("status.link"), () => core.open("preferences")),
    ],
    // Kept as an answer that changes nothing, so that it need not be said on every page.
    () => answer("close", {}),
  );
}

/** Says that the answer is kept, and that what already ran stops with a reload. */
function saved(core: Core): Layer {
  const close = (): void => core.close();
  return small(
    [
      ...spoken(text("common.reload_title"), text("common.reload_text")),
      control("more", "reload", text("common.reload"), () => location.reload()),
    ],
    close,
  );
}

function small(words: readonly HTMLElement[], close: () => void): Layer {
  const frame = element(
    "div",
    { class: "sheet status", part: "status", role: "status", ...NAMED },
    element("div", { class: "mark", part: "mark" }),
    element("div", { id: "title" }, slot("title")),
    element("div", { id: "text" }, slot("text")),
    element("div", { class: "more" }, slot("more")),
    slot("close"),
  );
  return { words: [...words, closeControl(close)], frame, close };
}

function put(core: Core, host: HTMLElement, layer: Layer): () => void {
  const erase = surface(core, host, css, layer.frame);
  const escape = guarded((event: KeyboardEvent) => {
    if (event.key === "Escape") layer.close?.();
  });
  host.lang = core.payload.language;
  host.dir = core.payload.dir;
  host.addEventListener("keydown", escape);
  host.append(...layer.words);
  const giveBack = makeRoom(layer.frame);
  return () => {
    giveBack();
    erase();
    for (const node of layer.words) node.remove();
    host.removeEventListener("keydown", escape);
  };
}

const NAMED = { "aria-labelledby": "title", "aria-describedby": "text" };
const slot = (name: string): HTMLElement => element("slot", { name });
const button = (name: string): HTMLElement =>
  element("div", { class: "button", part: `button ${name}` }, slot(name));

const spoken = (title: string, body: string): HTMLElement[] => [
  element("h2", { slot: "title" }, title),
  element("p", { slot: "text" }, body),
];
const said = (style: string, body: string): HTMLElement =>
  element("p", { slot: "text", class: style }, body);
const link = (href: string, label: string): HTMLElement =>
  element("a", { slot: "more", href }, label);
const control = (place: string, action: string, label: string, click: Listener): HTMLElement =>
  element("button", { slot: place, type: "button", "data-sayso-action": action, click }, label);

function closeControl(close: Listener): HTMLElement {
  const node = control("close", "close", "×", close);
  node.setAttribute("aria-label", text("common.close"));
  return node;
}
