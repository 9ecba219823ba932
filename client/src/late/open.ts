/** Loads the notice or the panel when it is called for, one at a time. */
import type { Core, Mount, View } from "../core-api";
import type { Inside } from "../late-api";
import { control } from "./reopen";
import { words } from "./texts";

export function opener(inside: Inside) {
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
  async function show(view: View): Promise<boolean> {
    const mine = ++turn;
    const active = document.activeElement;
    try {
      const file = view === "notice" ? inside.payload.notice : words.panel;
      const { default: mount } = (await import(inside.base + file)) as { default: Mount };
      await inside.parsed;
      // Else somebody opened or closed something meanwhile.
      if (mine === turn) {
        // From the notice to the panel: the way back leads to where the visitor was before both.
        const focus = (leave() ?? [view, active])[1];
        const host = document.createElement("sayso-panel");
        document.body.append(host);
        const unmount = mount(core, host, view);
        current = [view, focus, () => (unmount(), host.remove())];
        control.hidden = true;
        inside.told();
      }
      return true;
    } catch {
      return false;
    }
  }

  /** Closes whatever is open; focus goes back to where it was. */
  function close(): void {
    turn++;
    control.hidden = false;
    const [view, focus] = leave() ?? [];
    (focus as HTMLElement | undefined)?.focus();
    const { ask, inform } = inside.decision();
    // Looking at the preference center is no answer.
    if (view && view !== "notice" && (ask || inform)) void show("notice");
  }

  /** Shown until the visitor has answered or closed it; the preference center keeps saying it. */
  function speaks(): boolean {
    const { ask, inform, signalHonored } = inside.decision();
    const { status } = inside.payload.plan.signals;
    return ask || inform || !!(signalHonored && status && inside.choice()?.how === "signal");
  }

  const { sayso } = window;
  const core: Core = {
    ...inside,
    signal: () => inside.signal,
    nonce: inside.script.nonce,
    reloadNeeded: () => sayso.state().reloadNeeded,
    on: sayso.on as Core["on"],
    payload: { ...inside.payload, ...words },
    open: (view) => void show(view),
    close,
  };
  /** Asks if there is something to ask, and no longer if another tab has answered. */
  function settle(): void {
    if (!speaks()) current?.[0] === "notice" && close();
    else if (!current) void show("notice");
  }
  return { show, close, settle };
}

/** Links marked `data-sayso-open` open here; without us their address works. */
export function openFromLinks(show: (view: View) => Promise<boolean>): void {
  document.addEventListener("click", async (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("[data-sayso-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    event.preventDefault();
    if (!(await show(link.dataset.saysoOpen as View)) && link.href) location.href = link.href;
  });
}
