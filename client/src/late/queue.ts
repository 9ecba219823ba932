/**
 * Posts choices until the server has them. Kept on the device first, so that a
 * closed tab or a dead network loses nothing; posting twice is harmless, because
 * the record's id stays the same.
 */
import { uuidText, type StoredChoice } from "../choice";
import type { Inside } from "../late-api";
import { quietly } from "../quietly";
import { words } from "./texts";

const KEY = "sayso.queue";
const LIMIT = 5;
const DAY = 864e5;

type Body = Readonly<Record<string, unknown>> & { readonly record: string; readonly given: number };

export interface Act extends Omit<StoredChoice, "how" | "given"> {
  readonly how: StoredChoice["how"] | "embed";
  /** As the cookie spells it, or its canonical text. */
  readonly record: string;
  /** The service that was loaded by itself. */
  readonly service?: string;
}

/** When the record's id was made, by this device's clock (RFC 9562, 5.7). */
const moment = (uuid: string) => parseInt(uuid.replace("-", "").slice(0, 12), 16);

export function queue({ payload, base, choice, signal }: Inside) {
  const { plan } = payload;
  // What is waiting, then a line from the core for each answer that nobody has queued yet:
  // where it was given. Without storage this page's memory has to do.
  const [list, ...unsent] = quietly(() => (localStorage[KEY] as string).split("\n")) ?? [];
  let waiting = quietly(() => JSON.parse(list!) as Body[]) ?? [];
  let busy = false;
  let wait = 1000;

  function keep(bodies: Body[]): void {
    waiting = bodies;
    quietly(() => {
      if (waiting[0]) localStorage[KEY] = JSON.stringify(waiting);
      else delete localStorage[KEY];
    });
  }

  const send = (body: Body) =>
    // A plain string needs no preflight where the server is another origin.
    fetch(`${base}choices`, {
      method: "POST",
      body: JSON.stringify({ ...body, given: new Date(body.given) }),
      keepalive: true,
    });

  /** Whether the server has it or will never take it; else it is tried again later. */
  async function settled(body: Body): Promise<boolean> {
    try {
      let answer = await send(body);
      const theirs = Date.parse(answer.headers.get("Date") ?? "");
      // A clock that is off by more than the server believes: the moment by its own clock, then.
      if (answer.status === 422 && Math.abs(theirs - Date.now()) > DAY)
        answer = await send({ ...body, given: body.given + theirs - Date.now() });
      return answer.status < 500 && answer.status !== 429;
    } catch {
      return false;
    }
  }

  /** Sends what is waiting, oldest first. */
  async function flush(): Promise<void> {
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

  function post(act: Act, page = location.origin + location.pathname): void {
    const record = act.record[22] ? act.record : uuidText(act.record);
    if (waiting.some((body) => body.record === record)) return;
    const { how, purposes, visitor, service } = act;
    const body: Body = {
      record,
      visitor,
      question: act.question,
      version: plan.version,
      region: plan.region,
      language: words.language,
      how,
      purposes,
      despite_signal: act.despiteSignal,
      signals: signal,
      given: moment(record),
      page,
      ...(service && { service }),
    };
    keep([...waiting, body].slice(-LIMIT));
    void flush();
  }

  addEventListener("online", flush);
  const page = unsent.pop();
  const last = page && choice();
  // Given when this bundle could not be had.
  if (last) post(last, page.split(/[?#]/)[0]);
  else void flush();
  return post;
}
