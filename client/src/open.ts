/** Loads the notice or the panel when it is called for, one at a time. */
import type { Core, Mount, View } from "./core-api";
import { on } from "./events";
import { ranDenied } from "./hold";
import { control } from "./reopen";
import { base, parsed, payload, script } from "./site";
import { answer, choice, decision, everything, signal, told } from "./state";

const core: Core = {
  payload,
  base,
  nonce: script.nonce,
  decision: () => decision,
  choice: () => choice,
  signal: () => signal,
  answer,
  everything,
  open: (view) => void show(view),
  close,
  reloadNeeded: ranDenied,
  on: on as Core["on"],
};

/** What is open: its view, where focus was before, and what takes it away. */
let current: [view: View, focus: Element | null, end: () => void] | undefined;
let turn = 0;

function leave() {
  const left = current;
  current = undefined;
  left?.[2]();
  return left;
}

/** Shows a view, once there is a body to show it in; false if it cannot be loaded. */
export async function show(view: View): Promise<boolean> {
  const mine = ++turn;
  const active = document.activeElement;
  try {
    const file = view === "notice" ? payload.notice : payload.panel;
    const { default: mount } = (await import(base + file)) as { default: Mount };
    await parsed;
    // Else somebody opened or closed something meanwhile.
    if (mine === turn) {
      // From the notice to the panel: the way back leads to where the visitor was before both.
      const focus = (leave() ?? [view, active])[1];
      const host = document.createElement("sayso-panel");
      document.body.append(host);
      const unmount = mount(core, host, view);
      current = [view, focus, () => (unmount(), host.remove())];
      control.hidden = true;
      told();
    }
    return true;
  } catch {
    return false;
  }
}

/** Closes whatever is open; focus goes back to where it was. */
export function close(): void {
  turn++;
  control.hidden = false;
  const [view, focus] = leave() ?? [];
  (focus as HTMLElement | undefined)?.focus();
  // Looking at the preference center is no answer.
  if (view && view !== "notice" && (decision.ask || decision.inform)) void show("notice");
}

/** Links marked `data-sayso-open` open here; without us their address works. */
export function openFromLinks(): void {
  document.addEventListener("click", async (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("[data-sayso-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    event.preventDefault();
    if (!(await show(link.dataset.saysoOpen as View)) && link.href) location.href = link.href;
  });
}
