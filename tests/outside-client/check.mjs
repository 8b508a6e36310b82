// Makes types of the service's OpenAPI document, compiles the program against them, and runs it.
//   node check.mjs http://localhost:8080
// CLINICIAN, ANALYST and ADMIN hold a token each.
import { spawnSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [address] = process.argv.slice(2);
if (!address) {
  console.error("Say where the service answers: node check.mjs http://localhost:8080");
  process.exit(2);
}

const response = await fetch(new URL("/openapi/v1.json", address));
if (!response.ok) throw new Error(`The document is not served: ${response.status}.`);
// What an earlier run made must not stand for what this one could not.
await rm(join(here, "made"), { recursive: true, force: true });
await mkdir(join(here, "made"));
await writeFile(join(here, "made", "openapi.json"), await response.text());

const require = createRequire(import.meta.url);
const bin = (name) => {
  const manifest = require.resolve(`${name}/package.json`);
  const entry = require(manifest).bin;
  return join(dirname(manifest), typeof entry === "string" ? entry : entry[name === "typescript" ? "tsc" : name]);
};

for (const [what, ...run] of [
  ["Types", bin("openapi-typescript"), "made/openapi.json", "--output", "made/service.d.ts"],
  ["Compilation", bin("typescript"), "--project", "."],
  ["Reading", "made/program/reads.js", address, "made/openapi.json"],
]) {
  const { status } = spawnSync(process.execPath, run, { cwd: here, stdio: "inherit" });
  if (status !== 0) {
    console.error(`${what}: failed.`);
    process.exit(1);
  }
}
