/**
 * Bundles and minifies the client into `src/sayso/data/client/`.
 *
 * `core.js` is a classic script; `late.js`, `notice.js` and `panel.js` are ES
 * modules that are imported when they are needed. Each holds the bare identifier
 * `__SAYSO_PAYLOAD__` exactly once, where the server puts its JSON.
 *
 *     node build.mjs [--out FOLDER]
 */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { minify } from "terser";

const here = dirname(fileURLToPath(import.meta.url));
const PLACEHOLDER = "__SAYSO_PAYLOAD__";

const BUNDLES = [
  {
    name: "core",
    entry: "src/main.ts",
    format: "iife",
    // Whatever goes wrong in there, the page must not feel it.
    banner: { js: "try{" },
    footer: { js: '}catch(e){console.error("sayso:",e)}' },
  },
  { name: "late", entry: "src/late/index.ts", format: "esm" },
  { name: "notice", entry: "src/notice/index.ts", format: "esm" },
  { name: "panel", entry: "src/panel/index.ts", format: "esm" },
];

/** `import css from "./x.css"` gives the minified style sheet as a string. */
const styleText = {
  name: "style-text",
  setup(bundler) {
    bundler.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const { code } = await transform(source, { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text", watchFiles: [path] };
    });
  },
};

async function bundle({ name, entry, ...options }) {
  const { outputFiles } = await build({
    entryPoints: [join(here, entry)],
    absWorkingDir: here,
    bundle: true,
    minify: true,
    ...options,
    target: "es2020",
    charset: "utf8",
    legalComments: "none",
    mangleProps: /^_[a-z]/,
    plugins: [styleText],
    write: false,
    logLevel: "warning",
  });
  // A second minifier: every visitor carries these bytes, and it saves one in thirty.
  const { code } = await minify(outputFiles[0].text, {
    ecma: 2020,
    module: options.format === "esm",
    compress: { passes: 4, unsafe_arrows: true, keep_fargs: false, pure_getters: true, unsafe: true },
  });
  const text = code.trim();
  const count = text.split(PLACEHOLDER).length - 1;
  if (count !== 1) {
    throw new Error(
      `${name}.js must hold ${PLACEHOLDER} exactly once for the server to fill in, and holds it ` +
        `${count} times. Look at how ${entry} reads its payload: once, into one constant.`,
    );
  }
  return text;
}

function outputFolder() {
  const at = process.argv.indexOf("--out");
  return at < 0 ? resolve(here, "../src/sayso/data/client") : resolve(process.argv[at + 1] ?? "");
}

async function main() {
  const out = outputFolder();
  await mkdir(out, { recursive: true });
  for (const item of BUNDLES) {
    if (!existsSync(join(here, item.entry))) {
      throw new Error(`${item.entry} is missing, so ${item.name}.js cannot be built.`);
    }
    const text = await bundle(item);
    const target = join(out, `${item.name}.js`);
    // A server that reads meanwhile sees the old file or the new one, never half of one.
    await writeFile(`${target}.part`, text);
    await rename(`${target}.part`, target);
    console.log(`${item.name}.js ${text.length} bytes`);
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
