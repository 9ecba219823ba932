import assert from "node:assert/strict";
import { test } from "node:test";
import { decide, mayAskAgainFrom, monthsAfter } from "../src/decide.ts";
import { vectors } from "./vectors.mjs";

const rows = vectors("decide");

for (const row of rows) {
  test(`decide: ${row.name}`, () => {
    const choice = row.choice && { ...row.choice, given: Date.parse(row.choice.given) };
    const { outcomes, ...rest } = decide(row.plan, choice, Date.parse(row.now), row.signal, row.person);
    assert.deepEqual(
      { outcomes: outcomes.map((o) => [o.purpose, o.state, o.reason, o.source]), ...rest },
      row.expect,
    );
  });
}

test("every purpose of the plan gets exactly one outcome, whatever is known of the visitor", () => {
  const choices = [null, ...[true, false].map((answer) => (plan) => ({
    given: 0,
    question: plan.question,
    purposes: Object.fromEntries(plan.rules.map(({ purpose }) => [purpose, answer])),
  }))];
  for (const { plan } of rows) {
    for (const choice of choices) {
      for (const signal of [{}, { gpc: true }, { dnt: true }]) {
        for (const person of [{}, { age: 8 }, { age: 15, knowledge: 1 }, { age: 40 }]) {
          const { outcomes } = decide(plan, choice && choice(plan), 1, signal, person);
          assert.deepEqual(
            outcomes.map(({ purpose }) => purpose),
            plan.rules.map(({ purpose }) => purpose),
          );
        }
      }
    }
  }
});

test("months end on the last day of a shorter month", () => {
  assert.equal(monthsAfter(Date.UTC(2027, 0, 31, 15), 1), Date.UTC(2027, 1, 28));
  assert.equal(monthsAfter(Date.UTC(2027, 7, 31, 23, 59), 6), Date.UTC(2028, 1, 29));
  assert.equal(monthsAfter(Date.UTC(2026, 10, 24), 13), Date.UTC(2027, 11, 24));
});

test("a refusal waits for as long as the regime says, a consent for its lifetime", () => {
  const plan = { consentMonths: 6, reaskMonths: 12 };
  const given = Date.UTC(2026, 0, 15);
  assert.equal(mayAskAgainFrom(plan, { given, purposes: { a: true } }), Date.UTC(2026, 6, 15));
  assert.equal(mayAskAgainFrom(plan, { given, purposes: { a: false } }), Date.UTC(2027, 0, 15));
});
