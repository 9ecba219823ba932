import assert from "node:assert/strict";
import { test } from "node:test";
import { newRecord, newVisitor, readCookie, uuidText, writeCookie } from "../src/choice.ts";
import { vectors } from "./vectors.mjs";

for (const row of vectors("cookie")) {
  const rules = row.plan_rules.map(([purpose, code]) => ({ purpose, code }));
  test(`cookie: ${row.name}`, () => {
    const read = readCookie(row.cookie, rules);
    assert.deepEqual(
      read && {
        how: read.how,
        given: read.given / 1000,
        question: read.question,
        visitor: read.visitor,
        record: read.record,
        despite: read.despiteSignal,
        purposes: read.purposes,
      },
      row.expect,
    );
    if (row.rewritten !== undefined) assert.equal(writeCookie(read, rules), row.rewritten);
  });
}

test("a record's id is a UUIDv7 of its moment", () => {
  const text = uuidText(newRecord(0x0193_24da_d1ea));
  assert.match(text, /^019324da-d1ea-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("ids are 22 base64url characters and never the same", () => {
  const ids = new Set(Array.from({ length: 200 }, newVisitor));
  assert.equal(ids.size, 200);
  for (const id of ids) assert.match(id, /^[\w-]{22}$/);
});

test("a record's id survives the cookie's spelling", () => {
  assert.equal(uuidText("AZMk2tHqcAeQq-8BI0VniQ"), "019324da-d1ea-7007-90ab-ef0123456789");
});
