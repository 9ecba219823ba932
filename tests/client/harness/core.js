/**
 * Stands in for the core: says what the test decided, writes down what it is told.
 * `start(visit)` mounts the first view into `<sayso-panel>` as the core does.
 */
export async function start(visit) {
  const bundles = { notice: await import("./notice.js"), panel: await import("./panel.js") };
  const calls = [];
  let unmount = null;
  let host = null;
  let before = null;

  const close = () => {
    unmount?.();
    host?.remove();
    unmount = host = null;
    before?.focus();
    before = null;
  };
  const open = (view) => {
    calls.push(["open", view]);
    const focused = host?.contains(document.activeElement) ? null : document.activeElement;
    close();
    before = focused;
    host = document.createElement("sayso-panel");
    if (visit.theme) host.dataset.theme = visit.theme;
    document.body.prepend(host);
    unmount = bundles[view === "notice" ? "notice" : "panel"].default(core, host, view);
  };
  const core = {
    payload: visit.payload,
    base: "https://dispatch.example/.sayso/p/dispatch/",
    nonce: "harness",
    decision: () => visit.decision,
    choice: () => visit.choice,
    signal: () => visit.signal,
    answer: (how, purposes) => calls.push(["answer", how, { ...purposes }]),
    everything: (granted) =>
      Object.fromEntries(
        visit.decision.outcomes
          .filter(({ reason }) => reason !== "necessary" && reason !== "prohibited")
          .map(({ purpose }) => [purpose, granted]),
      ),
    open,
    close: () => {
      calls.push(["close"]);
      close();
    },
    reloadNeeded: () => visit.reloadNeeded,
    on: () => () => {},
  };
  window.harness = { calls, open };
  open(visit.view);
  calls.length = 0;
  document.documentElement.dataset.ready = "";
}
