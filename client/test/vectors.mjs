import { readFileSync } from "node:fs";

/** The rows of a file in `tests/vectors`, which Python runs as well. */
export function vectors(name) {
  return readFileSync(`${__VECTORS__}/${name}.jsonl`, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
