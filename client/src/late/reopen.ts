/** The small floating control on every page that opens the preference center again. */
import { shadow } from "./sheet";
import { words } from "./texts";

// System colors follow dark and forced-colors modes by themselves.
const STYLE = `:host{color-scheme:light dark}
button{position:fixed;inset-block-end:1rem;inset-inline-start:1rem;z-index:9999;padding:.5rem 1rem;border:1px solid;border-radius:var(--sayso-radius,1rem);background:var(--sayso-background,Canvas);color:var(--sayso-text,CanvasText);font:.8rem var(--sayso-font,system-ui)}
:host([hidden]){display:none}`;

/** Its host: hidden while something else of ours is open. */
export const control = document.createElement("sayso-reopen");

export function addReopen(open: () => void): void {
  const button = document.createElement("button");
  button.textContent = words.reopen;
  button.part.add("reopen");
  button.onclick = open;
  shadow(control, STYLE).append(button);
  document.body.append(control);
}
