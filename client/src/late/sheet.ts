/** A shadow root with its styles. A browser without constructed style sheets shows it plain. */
import { quietly } from "../quietly";
import { words } from "./texts";

export function shadow(host: HTMLElement, css: string): ShadowRoot {
  const root = host.attachShadow({ mode: "open" });
  host.dir = words.dir;
  host.lang = words.language;
  quietly(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  });
  return root;
}
