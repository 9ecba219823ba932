/**
 * Held frames show what would be there, who would bring it, and a button that
 * loads that one service: for this page and this session, and never what the
 * law prohibits.
 */
import { dashed } from "../choice";
import type { Inside } from "../late-api";
import { quietly } from "../quietly";
import { shadow } from "./sheet";
import { words } from "./texts";
import type { Act } from "./queue";

const STYLE = `:host{display:inline-block;box-sizing:border-box;max-width:100%;overflow:auto;color-scheme:light dark;border:1px solid;background:var(--sayso-background,Canvas);color:var(--sayso-text,CanvasText);font:1rem/1.4 var(--sayso-font,system-ui)}
div{display:grid;align-content:center;justify-items:center;gap:.5rem;box-sizing:border-box;min-height:100%;padding:.75rem;text-align:center}
p{margin:0;max-width:40em}
button{min-height:44px;padding:.5rem 1rem;border:1px solid;border-radius:var(--sayso-radius,.5rem);background:none;color:inherit;font:inherit;cursor:pointer}`;

/** 24 random hexadecimal digits. */
const random = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    (byte + 256).toString(16).slice(1),
  ).join("");

const KEY = "sayso.embeds";
const HELD = "iframe[data-sayso-held],iframe[data-sayso][data-src]";

/**
 * Services loaded by themselves in this session, and whether they can be. What the
 * visitor has answered since then counts instead.
 */
function shelf({ loaded, choice, judge, payload, everything }: Inside) {
  const record = () => choice()?.record ?? "";
  const put = () =>
    quietly(() => {
      if (loaded.size) sessionStorage[KEY] = JSON.stringify([record(), ...loaded]);
      else delete sessionStorage[KEY];
    });
  /** Whether a visitor who wants everything, and knows of any signal, could have it. */
  function liftable(purposes: readonly string[]): boolean {
    const { question } = payload.plan;
    const wish = { given: Date.now(), question, purposes: everything(true), despiteSignal: true };
    const { outcomes } = judge(wish);
    return outcomes.every(({ purpose, state }) => state === "on" || !purposes.includes(purpose));
  }
  const [then, ...ids] = quietly(() => JSON.parse(sessionStorage[KEY] as string) as string[]) ?? [];
  if (then === record())
    for (const id of ids)
      if (liftable(payload.services.find((service) => service.id === id)?.purposes ?? [])) loaded.add(id);
  return { put, liftable };
}

export function standIns(inside: Inside, post: (act: Act) => void): () => void {
  const { loaded, payload } = inside;
  const tell = () => inside.watchers.forEach((watcher) => watcher(null));
  const { put, liftable } = shelf(inside);
  /** Frames with what stands in for them and how they were displayed. */
  const standing = new Map<HTMLElement, [HTMLElement, string]>();

  const serviceOf = ({ dataset }: HTMLElement) =>
    inside.known(dataset.src ?? "") ??
    payload.services.find(({ id }) => id === dataset.sayso);

  function load(service: string, frame: HTMLElement): void {
    const { question } = payload.plan;
    const now = Date.now().toString(16).padStart(12, "0");
    loaded.add(service);
    put();
    tell();
    frame.focus();
    post({
      how: "embed",
      service,
      question,
      purposes: {},
      despiteSignal: false,
      // Whoever has answered nothing has no pseudonym, and gets none for this.
      visitor: inside.choice()?.visitor ?? random().slice(2),
      record: dashed(`${now}7${random().slice(0, 3)}8${random().slice(0, 15)}`),
    });
  }

  function standIn(frame: HTMLElement): void {
    const service = serviceOf(frame);
    if (!service) return;
    const { id, purposes } = service;
    const host = document.createElement("sayso-embed");
    const box = document.createElement("div");
    const say = (tag: "strong" | "p" | "button", part: string) => {
      const node = document.createElement(tag);
      node.textContent = words.texts[`embed.${part}`]!.replace(/{service}/g, words.names[id] ?? id);
      node.part.add(`embed-${part}`);
      box.append(node);
      return node;
    };
    say("strong", "title");
    say("p", "text");
    if (liftable(purposes)) say("button", "button").onclick = () => load(id, frame);
    host.role = "group";
    host.ariaLabel = box.firstChild!.textContent;
    shadow(host, STYLE).append(box);

    const { width, height } = frame.getBoundingClientRect();
    const { position, inset, margin, cssFloat } = getComputedStyle(frame);
    Object.assign(host.style, { width: `${width}px`, height: `${height}px`, margin, cssFloat });
    if (/^[af]/.test(position)) Object.assign(host.style, { position, inset });
    standing.set(frame, [host, frame.style.display]);
    frame.before(host);
    frame.style.display = "none";
  }

  function refresh(): void {
    for (const [frame, [host, display]] of standing) {
      if (frame.matches(HELD) && frame.isConnected) continue;
      standing.delete(frame);
      host.remove();
      frame.style.display = display;
    }
    for (const frame of document.querySelectorAll<HTMLElement>(HELD))
      if (!standing.has(frame)) standIn(frame);
  }

  // Frames come late, too: at most one look for each picture that is drawn.
  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      refresh();
    });
  }).observe(document, { childList: true, subtree: true, attributeFilter: ["data-sayso-held"] });
  if (loaded.size) tell();
  return () => {
    put();
    refresh();
  };
}
