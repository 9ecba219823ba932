/** The small floating control on every page that opens the preference center again. */
import { payload, quietly } from "./site";

// System colors follow dark and forced-colors modes by themselves.
const STYLE = `:host{color-scheme:light dark}
button{position:fixed;inset-block-end:1rem;inset-inline-start:1rem;z-index:9999;padding:.5rem 1rem;border:1px solid;border-radius:var(--sayso-radius,1rem);background:var(--sayso-background,Canvas);color:var(--sayso-text,CanvasText);font:.8rem var(--sayso-font,system-ui)}
:host([hidden]){display:none}`;

/** Its host: hidden while something else of ours is open. */
export const control = document.createElement("sayso-reopen");

export function addReopen(open: () => void): void {
  const root = control.attachShadow({ mode: "open" });
  const button = document.createElement("button");
  control.dir = payload.dir;
  control.lang = payload.language;
  button.textContent = payload.reopen;
  button.part.add("reopen");
  button.onclick = open;
  root.append(button);
  // A browser without constructed style sheets shows a plain button.
  quietly(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  });
  document.body.append(control);
}
