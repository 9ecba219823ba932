/**
 * Puts the gate into the ways by which page code adds elements, asks the network
 * and writes to the device. A patched function does what it always did; if our
 * part fails, it fails silently.
 */
import {
  addressName,
  denied,
  free,
  HOLDABLE,
  inspect,
  isHeld,
  isHoldable,
  isScript,
  unwanted,
  type Holdable,
} from "./hold";
import { markMarkup } from "./markup";
import { quietly } from "./quietly";
import { injected, late } from "./release";

type Anything = (this: unknown, ...values: never[]) => unknown;
/** What is done before a call: may return other arguments, or what to answer instead of calling. */
type Prepare = (values: unknown[], target: unknown) => unknown;

/** Addresses that every browser fails at, in the way a blocked network does. */
const NOWHERE = "about:invalid";
const NO_SOCKET = "wss://x.invalid:1";

const before = (original: Anything, prepare: Prepare): Anything => {
  const call = (values: unknown[], target: unknown, go: (used: unknown[]) => unknown) => {
    const used = quietly(() => prepare(values, target));
    return used === undefined ? go(values) : used instanceof Array ? go(used) : used;
  };
  return new Proxy(original, {
    apply: (_, self, values) => call(values, self, (used) => Reflect.apply(original, self, used)),
    construct: (_, values, made) =>
      call(values, 0, (used) => Reflect.construct(original, used, made)) as object,
  });
};

/** Patches each of `names` where one of `owners` (or its prototype) has it as its own. */
function patch(owners: readonly unknown[], names: string, prepare: Prepare): void {
  for (const owner of owners as { readonly prototype?: object }[]) {
    const target = owner.prototype ?? owner;
    for (const name of names.split(" ")) {
      const property = Object.getOwnPropertyDescriptor(target, name);
      if (!property) continue;
      const part = property.set ? "set" : "value";
      property[part] = before(property[part] as Anything, prepare);
      Object.defineProperty(target, name, property);
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
    node.querySelectorAll(HOLDABLE).forEach(insert);
  }
}

/** Whether the element may have this address now; a script may, since it will not run. */
function address(value: unknown, target: unknown): null | void {
  const element = target as Holdable;
  const may = inspect(element, `${value}`);
  if (may && isHeld(element)) {
    // A frame used for something else meanwhile must not go back to what was held.
    if (!isScript(element)) delete element.dataset[addressName(element)];
    free(element);
  }
  if (may || isScript(element)) return;
  // Nobody will see that image; who waits for it should not wait in vain.
  setTimeout(() => element.isConnected || element.dispatchEvent(new Event("error")));
  return null;
}

const when = <T>(refused: unknown, instead: T): T | undefined => (refused ? instead : undefined);

/** Of several addresses of an image, one may be denied: then none is taken. */
const addresses = (value: unknown) =>
  when(`${value}`.split(/[\s,]+/).some((part) => part && denied(part)), null);

/** Sends a request to a denied service nowhere. */
const divert =
  (nowhere: string, at = 0): Prepare =>
  (values) => {
    const asked = values[at] as string | Request;
    return when(denied((asked as Request).url ?? asked) && (values[at] = nowhere), values);
  };

export function patchInsertion(observe: (root: Node) => void): void {
  const nodes: Prepare = (values) => values.forEach(insert);
  const markup: Prepare = (values) =>
    // A value that Trusted Types approved has to stay the object it is.
    values.map((value) => (typeof value === "string" ? markMarkup(value, denied) : value));

  patch(
    [Node, Element, Document, DocumentFragment, CharacterData, Range],
    "appendChild insertBefore replaceChild append prepend replaceChildren before after replaceWith insertAdjacentElement insertNode",
    nodes,
  );
  patch([Element, ShadowRoot], "innerHTML outerHTML insertAdjacentHTML setHTMLUnsafe", markup);
  patch([Document], "write writeln", (values) =>
    // A late script that still writes would wipe the page it was meant to add to.
    document.readyState !== "loading" && late.has(document.currentScript!)
      ? null
      : markup(values[1] ? [values.join("")] : values, 0),
  );
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (init) {
    const root = attachShadow.call(this, init);
    observe(root);
    return root;
  };
}

export function patchAddresses(): void {
  const elements = HOLDABLE.split(",").map(
    (tag) => Object.getPrototypeOf(document.createElement(tag)) as HTMLElement,
  );
  patch(elements, "src href data", ([value], target) => address(value, target));
  patch(elements, "srcset", ([value]) => addresses(value));
  // An own method on these kinds alone costs other elements nothing.
  for (const prototype of elements) prototype.setAttribute = prototype.setAttribute;
  patch(elements, "setAttribute", ([name, value], target) => {
    const plain = `${name}`.toLowerCase();
    return plain === addressName(target as Element)
      ? address(value, target)
      : plain === "srcset"
        ? addresses(value)
        : undefined;
  });
}

/** Denied requests fail as in a network that blocks them: no exception, no answer. */
export function patchNetwork(): void {
  patch([window], "fetch EventSource", divert(NOWHERE));
  patch([window], "WebSocket", divert(NO_SOCKET));
  patch([XMLHttpRequest], "open", divert(NOWHERE, 1));
  patch([Navigator], "sendBeacon", ([url]) => when(denied(url), false));
}

/** Denied writes go nowhere, as where the visitor has blocked storage. */
export function patchDevice(): void {
  patch([Document], "cookie", ([value]) =>
    when(
      // Taking away is never denied.
      !/max-age=0/i.test(value as string) && unwanted("cookies", `${value}`.split("=")[0]!.trim()),
      null,
    ),
  );
  patch([Storage], "setItem", ([key]) => when(unwanted("storage", `${key}`), null));
  const { CookieStore } = window as { CookieStore?: object };
  patch([CookieStore ?? 0], "set", ([cookie]) =>
    when(
      unwanted("cookies", (cookie as { name?: string }).name ?? (cookie as string)),
      Promise.resolve(),
    ),
  );
}
