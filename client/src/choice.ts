/**
 * How the cookie `sayso` spells a choice. Format: `docs/reference/cookie.md`; the
 * same vectors hold this file and `sayso/policy/cookie.py` together.
 */
import type { Choice, How } from "./decide";
import type { Rule } from "./plan";

export interface StoredChoice extends Choice {
  readonly how: How;
  readonly despiteSignal: boolean;
  /** Pseudonym of this browser on this property, 22 base64url characters. */
  readonly visitor: string;
  /** The consent record's UUIDv7, as 22 base64url characters. */
  readonly record: string;
}

type Rules = readonly Pick<Rule, "purpose" | "code">[];

const FORMAT =
  /^1\.(accept|refuse|save|signal|withdraw|close)\.([0-9a-z]{1,7})\.([0-9a-f]{8})\.([\w-]{22})\.([\w-]{22})\.([01])\.((?:[0-9a-z]{4})*)\.((?:[0-9a-z]{4})*)$/;

/** The choice a cookie value holds, or null for anything that is not one. */
export function readCookie(value: string, rules: Rules): StoredChoice | null {
  const parts = value.length <= 200 && FORMAT.exec(value);
  if (!parts) return null;
  const [, how, given, question, visitor, record, despite, granted, refused] = parts as unknown as [
    string, How, string, string, string, string, string, string, string,
  ];
  const purposes: Record<string, boolean> = {};
  for (const { purpose, code } of rules) {
    const has = (codes: string) => codes.match(/.{4}/g)?.includes(code);
    if (has(refused)) purposes[purpose] = false;
    else if (has(granted)) purposes[purpose] = true;
  }
  return {
    how,
    given: parseInt(given, 36) * 1000,
    question,
    visitor,
    record,
    despiteSignal: despite > "0",
    purposes,
  };
}

/** The cookie value that keeps this choice. */
export function writeCookie(choice: StoredChoice, rules: Rules): string {
  const codes = (answer: boolean) =>
    rules.map(({ purpose, code }) => (choice.purposes[purpose] === answer ? code : "")).join("");
  return [
    1,
    choice.how,
    (choice.given / 1000).toString(36),
    choice.question,
    choice.visitor,
    choice.record,
    +choice.despiteSignal,
    codes(true),
    codes(false),
  ].join(".");
}

const randomBytes = () => crypto.getRandomValues(new Uint8Array(16));

/** 16 random bytes as 22 base64url characters; or those given. */
export function newVisitor(bytes = randomBytes()): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .slice(0, 22);
}

/** A UUIDv7 (RFC 9562, 5.7) of this moment, as 22 base64url characters. */
export function newRecord(now: number): string {
  const bytes = randomBytes();
  for (let index = 6; index--; now /= 256) bytes[index] = now;
  bytes[6] = (bytes[6]! & 15) | 112;
  bytes[8] = (bytes[8]! & 63) | 128;
  return newVisitor(bytes);
}

/** The canonical text of a UUID kept as 22 base64url characters. */
export function uuidText(record: string): string {
  return dashed(
    atob(record.replace(/-/g, "+").replace(/_/g, "/")).replace(/[^]/g, (byte) =>
      (byte.charCodeAt(0) + 256).toString(16).slice(1),
    ),
  );
}

/** The canonical text of a UUID of 32 hexadecimal digits. */
export const dashed = (digits: string): string =>
  digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
