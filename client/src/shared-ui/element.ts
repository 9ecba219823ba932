/** Builds elements without markup strings, so that Trusted Types have nothing to object to. */

export type Child = Node | string | false | null | undefined;
export type Listener = (event: Event) => void;

/**
 * Returns a new element. A function among the properties listens to the event of
 * that name; `true` sets an empty attribute; `false` and `undefined` set none.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Readonly<Record<string, string | boolean | Listener | undefined>>,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") node.addEventListener(name, guarded(value));
    else if (value === true) node.setAttribute(name, "");
    else if (typeof value === "string") node.setAttribute(name, value);
  }
  node.append(...children.filter((child): child is Node | string => !!child));
  return node;
}

/** Returns *act*, except that what it throws goes to the console instead of into the page. */
export function guarded<Values extends unknown[]>(act: (...values: Values) => void) {
  return (...values: Values): void => {
    try {
      act(...values);
    } catch (error) {
      console.error("sayso:", error);
    }
  };
}
