/** What `act` gives; undefined if it throws. Nothing of ours may throw into the page. */
export function quietly<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
