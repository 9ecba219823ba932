/**
 * Weighs the built bundles as a visitor gets them: with a six-purpose plan and
 * texts in one language put in, brotli 11. Fails over the budgets in `package.json`.
 *
 *     node budget.mjs [FOLDER]
 */
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const at = (path) => new URL(path, import.meta.url);
const folder = process.argv[2] ?? at("../src/sayso/data/client/").pathname;
const { budgets } = JSON.parse(readFileSync(at("package.json"), "utf8"));

function weigh(name) {
  const code = readFileSync(`${folder}/${name}.js`, "utf8");
  const fixture = JSON.parse(readFileSync(at(`test/fixtures/${name}.json`), "utf8"));
  const payload = JSON.stringify(fixture).replace(/<\//g, "<\\/");
  const text = code.replace("__SAYSO_PAYLOAD__", () => payload);
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

for (const [name, budget] of Object.entries(budgets)) {
  const bytes = weigh(name);
  console.log(`${name} ${bytes} of ${budget} bytes`);
  if (bytes > budget) {
    console.error(`${name}.js is ${bytes - budget} bytes over its budget in client/package.json.`);
    process.exitCode = 1;
  }
}
