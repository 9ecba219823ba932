/**
 * Posts choices until the server has them. Kept on the device first, so that a
 * closed tab or a dead network loses nothing; posting twice is harmless, because
 * the record's id stays the same.
 */
import { uuidText, type StoredChoice } from "./choice";
import { base, payload, plan, quietly } from "./site";
import { choice, signal } from "./state";

const KEY = "sayso.queue";
const LIMIT = 5;

type Body = Readonly<Record<string, unknown>> & { readonly record: string };

// Without storage this page's memory has to do.
let waiting = quietly(() => JSON.parse(localStorage[KEY]) as Body[]) ?? [];
let busy = false;
let wait = 1000;

function keep(bodies: Body[]): void {
  waiting = bodies;
  quietly(() => {
    if (waiting[0]) localStorage[KEY] = JSON.stringify(waiting);
    else delete localStorage[KEY];
  });
}

/** Whether the server has it or will never take it; else it is tried again later. */
const settled = (body: Body): Promise<boolean> =>
  // A plain string needs no preflight where the server is another origin.
  fetch(`${base}choices`, { method: "POST", body: JSON.stringify(body), keepalive: true }).then(
    ({ status }) => status < 500 && status !== 429,
    () => false,
  );

/** Sends what is waiting, oldest first. */
export async function flush(): Promise<void> {
  if (busy) return;
  busy = true;
  for (let body: Body | undefined; (body = waiting[0]); ) {
    if (!(await settled(body))) {
      setTimeout(flush, (wait *= 2));
      break;
    }
    keep(waiting.filter((other) => other !== body));
  }
  busy = false;
}

export function post(stored: StoredChoice): void {
  const { how, purposes, question, visitor } = stored;
  const body: Body = {
    record: uuidText(stored.record),
    visitor,
    question,
    version: plan.version,
    region: plan.region,
    language: payload.language,
    how,
    purposes,
    despite_signal: stored.despiteSignal,
    signals: signal,
    given: new Date(),
    page: location.origin + location.pathname,
  };
  keep([...waiting, body].slice(-LIMIT));
  void flush();
}

/** Address of the receipt for the choice in force; it answers once the record has arrived. */
export const receipt = (): string | null =>
  choice && `${base}receipts/${uuidText(choice.record)}`;
