/** Fetches the late bundle: whatever a page does not need before it is drawn. */
import { known, unwanted } from "./hold";
import type { Inside, Late, Start } from "./late-api";
import { base, parsed, payload, script } from "./site";
import {
  answer,
  choice,
  decision,
  everything,
  judge,
  loaded,
  signal,
  sync,
  told,
  watchers,
} from "./state";

const inside: Inside = {
  payload,
  script,
  parsed,
  base,
  decision: () => decision,
  choice: () => choice,
  signal,
  judge,
  answer,
  everything,
  known,
  unwanted,
  loaded,
  told,
  sync,
  watchers,
};

/** The late bundle, once it is there. */
export let there: Late | undefined;
let loading: Promise<Late> | undefined;

/** Has `act` done by the late bundle once it is there; never, if it cannot be loaded. */
export function later(act: (late: Late) => void): void {
  loading ??= import(base + payload.late).then(
    (module: { default: Start }) => (there = module.default(inside)),
  );
  loading.then(act).catch(() => {});
}
