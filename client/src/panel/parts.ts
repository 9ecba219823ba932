/** Pieces that both views of the panel are made of. */
import { element, type Child, type Listener } from "../shared-ui/element";

/** What the dialog shows at one time. */
export interface Page {
  readonly title: string;
  /** The way to the other view. */
  readonly way?: HTMLElement;
  readonly wide?: boolean;
  readonly body: readonly Child[];
  readonly foot?: readonly Child[];
}

export const button = (
  action: string,
  style: string,
  label: string,
  click: Listener,
): HTMLButtonElement =>
  element(
    "button",
    { class: style, part: `${style} ${action}`, "data-sayso-action": action, click },
    label,
  );

export const link = (href: string, label: string): HTMLElement =>
  element("a", { class: "link", part: "link", href }, label);

export const paragraph = (words: string, style?: string): HTMLElement =>
  element("p", { class: style }, words);
