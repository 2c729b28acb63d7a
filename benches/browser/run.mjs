// Builds the engine's benchmark for the browser, times it in Chromium beside @uqee/black-scholes, and prints ratios.
// node benches/browser/run.mjs [rounds]; script/bench sets up what it needs and runs it.
import { execFileSync } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { serve } from "../../script/static-server.mjs";

const rounds = Number(process.argv[2] ?? 15);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`rounds is ${process.argv[2]}; a whole number from 1 up is right`);
const here = new URL(".", import.meta.url).pathname;
const target = process.env.CARGO_TARGET_DIR ?? "target";
const run = (program, ...words) => execFileSync(program, words, { stdio: ["ignore", "ignore", "inherit"] });

run("cargo", "build", "--quiet", "--release", "--target", "wasm32-unknown-unknown", "--example", "browser_bench");
const folder = await mkdtemp(join(tmpdir(), "cross-margin-bench-"));
try {
  const built = join(target, "wasm32-unknown-unknown/release/examples/browser_bench.wasm");
  run("wasm-bindgen", "--target", "web", "--out-dir", join(folder, "bench"), built);
  const wasm = join(folder, "bench/browser_bench_bg.wasm");
  const features = ["simd", "bulk-memory", "mutable-globals", "nontrapping-float-to-int", "sign-ext", "reference-types", "multivalue"];
  // it warns of the linker's notes, which the page's own build has taken off by then
  execFileSync("wasm-opt", ["-Os", "--flatten", "--rereloop", "-Os", "-Os", ...features.map((name) => `--enable-${name}`), "--strip-debug", wasm, "-o", wasm], { stdio: "ignore" });
  await copyFile(join(here, "page.mjs"), join(folder, "page.mjs"));
  // the package is CommonJS: give its one file the two names it expects
  const peer = await readFile("node_modules/@uqee/black-scholes/build/index.js", "utf8");
  await writeFile(join(folder, "peer.mjs"), `const exports = {};\n(() => {\n${peer}\n})();\nexport const { BlackScholes } = exports;\n`);
  await writeFile(join(folder, "index.html"), "<!doctype html><title>benchmark</title>");
  const site = await serve(folder);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`${site.origin}/index.html`);
    const { ms, ours, theirs, venues, compare } = await page.evaluate(
      async ([url, rounds]) => (await import(url)).run(rounds),
      [`${site.origin}/page.mjs`, rounds],
    );
    const prices = 7000;
    const ns = (value) => ((value / prices) * 1e6).toFixed(1);
    const difference = Math.abs(ours - theirs) / Math.abs(theirs);
    console.log(`Chromium ${browser.version()}, ${cpus()[0]?.model}, ${rounds} rounds in one page load, medians`);
    console.log(`200 options x 35 scenarios   kernel ${ns(ms.grid)} ns a price, @uqee/black-scholes ${ns(ms.peer)} ns`);
    console.log(`kernel against the package   ${(ms.peer / ms.grid).toFixed(1)} times faster (8 promised)`);
    console.log(`the two sums of prices agree to ${difference.toExponential(1)}`);
    console.log(`assess 225 rows              ${ms.assess.toFixed(3)} ms (1 promised), ${(ms.assess / ms.peer).toFixed(2)} of the package's grid alone`);
    console.log(`with liquidation prices      ${(ms.assess + ms.liquidation).toFixed(3)} ms (8 promised), ${((ms.assess + ms.liquidation) / ms.peer).toFixed(2)} of the same`);
    console.log(`lost along every axis        ${ms.axes.toFixed(1)} ms (60 promised), ${(ms.axes / ms.peer).toFixed(1)} of the same`);
    console.log(`compare 220 positions        ${compare.toFixed(1)} ms under all ${venues.length} rule sets (50 promised)`);
    for (const { name, margined, ms, liquidation } of venues) {
      console.log(`  ${name.padEnd(22)} ${ms.toFixed(2).padStart(7)} ms, ${String(margined).padStart(3)} of 220 margined, liquidation prices ${liquidation.toFixed(0)} ms`);
    }
  } finally {
    await browser.close();
    await site.close();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
