/** Which declared service an address or a name belongs to. Knows patterns, not consent. */
import type { ServiceEntry } from "./payload";

/** Whether `host` is one of `owner` or below it. */
export const within = (host: string, owner: string): boolean => `.${host}`.endsWith(`.${owner}`);

/**
 * Finds the service by the longest pattern that fits, so that `host/path` may
 * be declared apart from the rest of `host`. A host covers its subdomains; port
 * and scheme do not matter.
 */
export function serviceOf(
  services: readonly ServiceEntry[],
  { hostname, pathname }: URL,
): ServiceEntry | undefined {
  let found: ServiceEntry | undefined;
  let length = 0;
  for (const service of services) {
    for (const pattern of service.urls) {
      const slash = `${pattern}/`.indexOf("/");
      if (
        pattern.length > length &&
        within(hostname, pattern.slice(0, slash)) &&
        pathname.startsWith(pattern.slice(slash))
      ) {
        found = service;
        length = pattern.length;
      }
    }
  }
  return found;
}

/** Whether a name fits a pattern: equal, or beginning like it up to a final `*`. */
export function namedLike(name: string, pattern: string): boolean {
  return name === pattern || (pattern.endsWith("*") && name.startsWith(pattern.slice(0, -1)));
}
