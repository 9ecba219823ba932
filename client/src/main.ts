/**
 * The first script of the page. Stands the gate before anything else runs,
 * decides, and lets the page know. The build wraps it so that it cannot throw.
 */
import { publish } from "./api";
import { tellGoogle } from "./consent-mode";
import { announce } from "./events";
import { obey, standGate } from "./gate";
import { later } from "./later";
import { quietly } from "./quietly";
import { awake, base, parsed, payload } from "./site";
import { decision, persistSignal, tell, watchers } from "./state";

/** Kept by the late bundle: what the server has not had yet. */
const QUEUE = "sayso.queue";

function boot(): void {
  if (payload.gcm) {
    tellGoogle("default");
    watchers.push(() => tellGoogle("update"));
  }
  standGate();
  watchers.push((news) => {
    obey();
    announce("change");
    if (!news) return;
    // Should the rest of us not come in time, the next page knows that there is something to send.
    quietly(() => (localStorage[QUEUE] = [localStorage[QUEUE], location.href].join("\n")));
    later((late) => late.post(news));
  });
  publish();
  void parsed.then(() => announce("ready"));
  void awake.then((slept) => {
    if (slept) tell(null);
    persistSignal();
    if (decision.ask || decision.inform) {
      // Fetched beside the bundle that will show it.
      import(base + payload.notice).catch(() => {});
      later(() => {});
    } else void parsed.then(() => later(() => {}));
  });
}

// Twice in a page is once.
if (!window.sayso) boot();
