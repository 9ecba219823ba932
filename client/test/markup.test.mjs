import assert from "node:assert/strict";
import { test } from "node:test";
import { markMarkup } from "../src/markup.ts";
import { namedLike } from "../src/services.ts";

const denied = (address) => (address.includes("pulse.example") ? { id: "pulse" } : undefined);
const marked = (text) => markMarkup(text, denied);

const CASES = [
  [
    "a script",
    `<script src="https://pulse.example/p.js"></script>`,
    `<script data-sayso-held=pulse type=text/plain src="https://pulse.example/p.js"></script>`,
  ],
  [
    "a script's own type comes second and does not count",
    `<SCRIPT type='module' src=//pulse.example/p.js>`,
    `<SCRIPT data-sayso-held=pulse type=text/plain type='module' src=//pulse.example/p.js>`,
  ],
  [
    "a frame, after an attribute with a bracket in it",
    `<iframe title="a > b" src='https://pulse.example/f'></iframe>`,
    `<iframe data-sayso-held=pulse  title="a > b" data-src='https://pulse.example/f'></iframe>`,
  ],
  [
    "an image and a style sheet",
    `<img alt=x src="//pulse.example/i.gif"><link rel=stylesheet href="//pulse.example/s.css">`,
    `<img data-sayso-held=pulse  alt=x data-src="//pulse.example/i.gif">` +
      `<link data-sayso-held=pulse  rel=stylesheet data-href="//pulse.example/s.css">`,
  ],
  [
    "a slash instead of a space",
    "<iframe/src=//pulse.example>",
    "<iframe data-sayso-held=pulse /data-src=//pulse.example>",
  ],
  [
    "only the denied one of two",
    `<iframe src="//video.example"></iframe><iframe src="//pulse.example">`,
    `<iframe src="//video.example"></iframe><iframe data-sayso-held=pulse  data-src="//pulse.example">`,
  ],
];

for (const [name, text, expected] of CASES) {
  test(`markup: ${name}`, () => assert.equal(marked(text), expected));
}

for (const text of [
  `<iframe src="https://video.example/f"></iframe>`,
  `<iframe data-src="https://pulse.example/f"></iframe>`,
  `<script>const src = "https://pulse.example/p.js"</script>`,
  `<p>pulse.example`,
  `<iframe title="never closed src="https://pulse.example/f">`,
]) {
  test(`markup: left alone: ${text}`, () => assert.equal(marked(text), text));
}

test("markup: a long text that never ends costs next to nothing", () => {
  const start = performance.now();
  marked("<iframe ".repeat(1000) + `"`.repeat(1001));
  assert.ok(performance.now() - start < 500);
});

test("a name fits a pattern exactly or up to its final star", () => {
  assert.ok(namedLike("_pulse", "_pulse"));
  assert.ok(!namedLike("_pulse_1", "_pulse"));
  assert.ok(namedLike("_pulse_1", "_pulse_*"));
  assert.ok(!namedLike("_other", "_pulse*"));
});
