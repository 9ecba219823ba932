/** The shadow root that the notice and the panel draw on. */
import type { Core } from "../core-api";
import { element } from "./element";
import base from "./base.css";

/**
 * Puts *nodes* with their styles into the open shadow root of *host* and returns what
 * takes them out again. Constructed style sheets pass every Content-Security-Policy;
 * a browser without them gets a style element that carries the script's nonce.
 */
export function surface(core: Core, host: HTMLElement, css: string, ...nodes: Node[]): () => void {
  // Many pages name their theme so; ours is on screen only after they can have set it.
  const theme = document.documentElement.getAttribute("data-theme");
  if (theme) host.setAttribute("data-theme", theme);
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const added: Element[] = [];
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(base + css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    added.push(element("style", { nonce: core.nonce }, base + css));
  }
  added.push(
    element("div", { class: "root", lang: core.payload.language, dir: core.payload.dir }, ...nodes),
  );
  root.append(...added);
  return () => {
    for (const node of added) node.remove();
  };
}
