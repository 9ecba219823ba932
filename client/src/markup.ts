/**
 * Marks denied scripts, frames, images and links in HTML text before a parser sees it: what
 * `innerHTML` and `document.write` insert starts loading at once, so looking
 * afterwards is too late.
 */
import type { ServiceEntry } from "./payload";

type Denied = (address: string) => Pick<ServiceEntry, "id"> | undefined;

/** From the opening of such an element to the end of its address. */
const TAG =
  /<(script|iframe|img|link|embed|object)(?=[\s/])((?:[^>"']|"[^"]*"|'[^']*')*?[\s/])((?:src|href|data)\s*=\s*["']?([^\s"'>]+))/gi;

/**
 * The same text with every denied element marked as held. Ids need no quotes;
 * of two attributes with one name a parser takes the first.
 */
export function markMarkup(text: string, denied: Denied): string {
  type Parts = [tag: string, name: string, before: string, source: string, address: string];
  return text.replace(TAG, (...[tag, name, before, source, address]: Parts) => {
    const service = denied(address);
    if (!service) return tag;
    const inert = /^s/i.test(name) ? `type=text/plain${before}` : `${before}data-`;
    return `<${name} data-sayso-held=${service.id} ${inert}${source}`;
  });
}
