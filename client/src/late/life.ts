/** A page outlives the moment it was loaded in: other tabs answer, and the browser brings it back. */
import type { Inside } from "../late-api";

/** The cookie is the last word, whichever tab wrote it: read it when there may be news. */
export function keepUp(inside: Inside, settle: () => void): void {
  const look = ({ key }: Event & { readonly key?: string | null }) => {
    if (key && !key.startsWith("sayso")) return;
    const { sayso } = window;
    const before = JSON.stringify(sayso.state());
    inside.sync();
    if (before === JSON.stringify(sayso.state())) return;
    inside.watchers.forEach((watcher) => watcher(null));
    settle();
  };
  for (const event of ["pageshow", "storage", "visibilitychange", "focus"])
    addEventListener(event, look);
}
