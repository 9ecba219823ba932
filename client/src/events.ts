/** `sayso:ready` and `sayso:change` on window, and who listens to them. */
import type { Sayso, SaysoState } from "../types/sayso";
import { describe } from "./describe";
import { quietly } from "./quietly";

type Name = "ready" | "change";

let ready = false;

export function announce(event: Name): void {
  ready ||= event === "ready";
  dispatchEvent(new CustomEvent(`sayso:${event}`, { detail: describe() }));
}

/** Who comes late to `ready` is told all the same. */
export const on: Sayso["on"] = (event, listener) => {
  const name = `sayso:${event}` as const;
  const hear = ({ detail }: { readonly detail: SaysoState }) =>
    void quietly(() => listener(detail));
  if (event === "ready" && ready) queueMicrotask(() => hear({ detail: describe() }));
  addEventListener(name, hear);
  return () => removeEventListener(name, hear);
};
