// Tells how autoconsent's heuristics class the notice in each language.
// stdin: {"fr": {"words": "…", "refuse": "Tout refuser"}}; stdout: {"fr": true}
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const client = join(dirname(fileURLToPath(import.meta.url)), "../../client");
const { build } = await import(pathToFileURL(join(client, "node_modules/esbuild/lib/main.js")));
const { outputFiles } = await build({
  entryPoints: [join(client, "node_modules/@duckduckgo/autoconsent/lib/heuristics.ts")],
  bundle: true,
  format: "esm",
  write: false,
});
const { checkHeuristicPatterns, classifyButtonTextRegex } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
);

let input = "";
for await (const chunk of process.stdin) input += chunk;
const found = ([language, { words, refuse }]) => [
  language,
  checkHeuristicPatterns(words).patterns.length > 0 && classifyButtonTextRegex(refuse) === "reject",
];
console.log(JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(input)).map(found))));
