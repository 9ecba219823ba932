/**
 * The preference center and the cookie list: one modal dialog with two views. Loaded when
 * opened. It keeps the visitor's wishes until they are saved, and nothing else.
 */
import type { Core, Mount, View } from "../core-api";
import { element, guarded } from "../shared-ui/element";
import { surface } from "../shared-ui/surface";
import { cookieList } from "./cookies";
import { wishes } from "./groups";
import css from "./panel.css";
import { button, paragraph, type Page } from "./parts";
import { preferences, type Answer } from "./preferences";
import { text } from "./texts";

const mount: Mount = (core, host, view) => {
  let leave = (): void => {};
  guarded(() => {
    leave = open(core, host, view);
  })();
  return () => leave();
};

export default mount;

function open(core: Core, host: HTMLElement, view: View): () => void {
  const dialog = element("dialog", {
    class: "sheet",
    part: "panel",
    "aria-labelledby": "title",
    "aria-modal": "true",
    cancel: (event) => {
      event.preventDefault();
      core.close();
    },
    // Chromium closes a dialog on a second Escape, whatever `cancel` was told.
    close: () => dialog.isConnected && core.close(),
    keydown: (event) => keepInside(dialog, event as KeyboardEvent),
  });
  const erase = surface(core, host, css, dialog);
  fill(core, dialog, view);
  if (dialog.showModal) dialog.showModal();
  else dialog.setAttribute("open", "");
  heading(dialog).focus();
  return () => {
    // Gives focus back to where even a shadow root may have had it; removing alone does not.
    if (dialog.close) dialog.close();
    erase();
  };
}

function fill(core: Core, dialog: HTMLDialogElement, view: View): void {
  const wanted = wishes(core);
  const show = (page: Page): void => {
    draw(core, dialog, page);
    heading(dialog).focus();
  };
  const answer: Answer = (how, purposes) => {
    core.answer(how, purposes);
    if (core.reloadNeeded()) show(reload());
    else core.close();
  };
  const center = (): Page => ({
    ...preferences(core, wanted, answer),
    way: button("open-cookies", "link", text("preferences.cookie_list"), () => show(list())),
  });
  const list = (): Page => ({
    title: text("cookies.title"),
    way: button("open-preferences", "link", text("cookies.back"), () => show(center())),
    wide: true,
    body: cookieList(),
  });
  draw(core, dialog, view === "cookies" ? list() : center());
}

/** Something that ran cannot be stopped from here; the visitor is told instead of left. */
function reload(): Page {
  return {
    title: text("common.reload_title"),
    body: [paragraph(text("common.reload_text"))],
    foot: [button("reload", "button full", text("common.reload"), () => location.reload())],
  };
}

function draw(core: Core, dialog: HTMLDialogElement, page: Page): void {
  const close = button("close", "close", "×", () => core.close());
  close.setAttribute("aria-label", text("common.close"));
  dialog.classList.toggle("wide", !!page.wide);
  // No `header` and `footer`: those would be a second banner and footer of the whole page.
  dialog.replaceChildren(
    element(
      "div",
      { class: "header", part: "header" },
      element("h2", { id: "title", part: "title", tabindex: "-1" }, page.title),
      page.way,
      close,
    ),
    element("div", { class: "body", part: "body" }, ...page.body),
  );
  if (page.foot) dialog.append(element("div", { class: "footer", part: "footer" }, ...page.foot));
  dialog.scrollTop = 0;
}

const heading = (dialog: HTMLElement): HTMLElement => dialog.querySelector("h2") as HTMLElement;

/** Tab goes round inside; what lies behind a modal dialog is not for now. */
function keepInside(dialog: HTMLElement, event: KeyboardEvent): void {
  if (event.key !== "Tab") return;
  const stops = dialog.querySelectorAll<HTMLElement>("button:not(:disabled),a");
  const first = stops[0];
  const last = stops[stops.length - 1];
  const now = (dialog.getRootNode() as ShadowRoot).activeElement;
  const leaving = event.shiftKey ? now === first || now === heading(dialog) : now === last;
  if (!leaving) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}
