/**
 * Puts the gate into the ways by which page code adds scripts and frames. A
 * patched function does what it always did; if our part fails, it fails silently.
 */
import { denied, free, inspect, isHeld, isHoldable, isScript, type Holdable } from "./hold";
import { markMarkup } from "./markup";
import { injected, late } from "./release";
import { quietly } from "./site";

type Anything = (this: unknown, ...values: unknown[]) => unknown;
/** What is done before a call: it may return other arguments, or null to leave the call out. */
type Prepare = (values: unknown[], target: unknown) => unknown[] | null | void;

const before = (original: Anything, prepare: Prepare): Anything =>
  function (...values) {
    const used = quietly(() => prepare(values, this));
    return used === null ? used : original.apply(this, used ?? values);
  };

type Owners = readonly { readonly prototype: object }[];

function patch(owners: Owners, names: string, prepare: Prepare): void {
  for (const { prototype } of owners) {
    for (const name of names.split(" ")) {
      const property = Object.getOwnPropertyDescriptor(prototype, name);
      if (!property) continue;
      const part = property.set ? "set" : "value";
      property[part] = before(property[part] as Anything, prepare);
      Object.defineProperty(prototype, name, property);
    }
  }
}

function insert(value: unknown): void {
  const node = value as Element | null;
  // What is in the page already has been looked at; it may be no more than the place to insert at.
  if (node?.isConnected) return;
  if (isHoldable(node)) {
    injected.add(node);
    if (inspect(node) && isHeld(node)) free(node);
  } else if (node?.firstElementChild) {
    node.querySelectorAll("script,iframe").forEach(insert);
  }
}

/** Whether the element may have this address now; a script may, since it will not run. */
function address(value: unknown, target: unknown): null | void {
  const element = target as Holdable;
  const may = inspect(element, `${value}`);
  if (may && isHeld(element)) {
    // A frame used for something else meanwhile must not go back to what was held.
    if (!isScript(element)) delete element.dataset.src;
    free(element);
  }
  if (!may && !isScript(element)) return null;
}

export function patchInsertion(observe: (root: Node) => void): void {
  const nodes: Prepare = (values) => values.forEach(insert);
  const markup: Prepare = (values) => 
    // A value that Trusted Types approved has to stay the object it is.
    values.map((value) => (typeof value === "string" ? markMarkup(value, denied) : value));
  const elements = [HTMLScriptElement, HTMLIFrameElement];

  patch([Node], "appendChild insertBefore replaceChild", nodes);
  patch([Element, Document, DocumentFragment], "append prepend replaceChildren", nodes);
  patch([Element, CharacterData], "before after replaceWith", nodes);
  patch([Element, Range], "insertAdjacentElement insertNode", nodes);
  patch([Element, ShadowRoot], "innerHTML outerHTML insertAdjacentHTML setHTMLUnsafe", markup);
  patch([Document], "write writeln", (values) =>
    // A late script that still writes would wipe the page it was meant to add to.
    document.readyState !== "loading" && late.has(document.currentScript!)
      ? null
      : markup(values[1] ? [values.join("")] : values, 0),
  );
  patch(elements, "src", ([value], target) => address(value, target));
  // An own method on these two kinds alone costs other elements nothing.
  for (const { prototype } of elements) prototype.setAttribute = prototype.setAttribute;
  patch(elements, "setAttribute", ([name, value], target) => {
    if (/^src$/i.test(`${name}`)) return address(value, target);
  });

  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (init) {
    const root = attachShadow.call(this, init);
    observe(root);
    return root;
  };
}
