/** Bundles each `*.test.mjs` with the TypeScript it tests and runs node's test runner on them. */
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = await mkdtemp(join(tmpdir(), "sayso-units-"));
try {
  const tests = (await readdir(here)).filter((name) => name.endsWith(".test.mjs"));
  await build({
    entryPoints: tests.map((name) => join(here, name)),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "es2020",
    define: { __VECTORS__: JSON.stringify(join(here, "../../tests/vectors")) },
    logLevel: "warning",
  });
  const files = tests.map((name) => join(out, name));
  const { status } = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" });
  process.exitCode = status ?? 1;
} finally {
  await rm(out, { recursive: true });
}
