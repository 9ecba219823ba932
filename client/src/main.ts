/**
 * The first script of the page. Stands the gate before anything else runs,
 * decides, and lets the page know. The build wraps it so that it cannot throw.
 */
import { publish } from "./api";
import { clean } from "./clean";
import { tellGoogle } from "./consent-mode";
import { announce } from "./events";
import { obey, standGate } from "./gate";
import { openFromLinks, show } from "./open";
import { flush, post } from "./queue";
import { addReopen } from "./reopen";
import { parsed, payload, plan, script } from "./site";
import { choice, decision, persistSignal, watchers } from "./state";

function boot(): void {
  if (payload.gcm) {
    tellGoogle("default");
    watchers.push(() => tellGoogle("update"));
  }
  standGate();
  watchers.push((news) => {
    obey();
    if (news) clean();
    announce("change");
    if (news) post(news);
  });
  publish();
  addEventListener("online", flush);
  void flush();
  if (choice) clean();
  persistSignal();

  const { ask, inform, signalHonored } = decision;
  // Shown until the visitor has answered or closed it; the preference center keeps saying it.
  const status = signalHonored && plan.signals.status && choice?.how === "signal";
  const speaks = ask || inform || status;
  if (speaks) void show("notice");

  void parsed.then(() => {
    openFromLinks();
    if (script.dataset.saysoReopen !== "off") addReopen(() => void show("preferences"));
    announce("ready");
  });
}

// Twice in a page is once.
if (!window.sayso) boot();
