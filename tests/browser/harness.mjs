// What every browser test stands on: the built page served from dist/, one
// Chromium for the file, pages that hear every error, and no network unless a
// test says what the network answers.
//
//   import { test, after } from "node:test";
//   import { launch, axe } from "./harness.mjs";
//   const site = await launch();
//   after(() => site.close());
//   test("…", async () => {
//     const { page, assertClean, close } = await site.openPage({ width: 390, height: 844 });
//     …
//     assertClean();
//     await close();
//   });
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "../../script/static-server.mjs";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const out = join(repository, "tests/browser/out");
const dist = process.env.DIST ?? join(repository, "dist");

/** The first of these programs that is there: the named variable's, then those on PATH. */
export function program(variable, ...names) {
  if (process.env[variable]) return process.env[variable];
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) if (existsSync(join(folder, name))) return join(folder, name);
  }
  throw new Error(`none of ${names.join(", ")} is on PATH; script/bootstrap installs it, or set ${variable}`);
}

/** Serves dist/, or what SITE names, which is then expected to be running already. */
export async function site() {
  if (process.env.SITE) return { origin: process.env.SITE.replace(/\/$/, ""), close: async () => {} };
  if (!existsSync(join(dist, "index.html"))) throw new Error("dist/ is empty; run: script/test build");
  return serve(dist);
}

/** Starts Chromium, with further arguments if wanted. */
export const chromiumWith = (...args) =>
  chromium.launch({
    executablePath: program("CHROMIUM", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...args,
    ],
  });

/**
 * Serves the page and starts Chromium.
 * @returns {Promise<{origin: string, browser: import("playwright-core").Browser,
 *   openPage: typeof openPage, close: () => Promise<void>}>}
 */
export async function launch() {
  const server = await site();
  const browser = await chromiumWith();
  return {
    origin: server.origin,
    browser,
    openPage: (options) => openPage(browser, server.origin, options),
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/**
 * Opens a page that has no network beyond its own server.
 *
 * `fixtures` says what other origins answer: a map from an address pattern
 * (Playwright's globs, "https://api.hyperliquid.xyz/**") to
 *   { status = 200, headers = {}, body = "", delay = 0, json, abort }
 * or to a list of such, one for each request in turn, the last repeated,
 * or to a function of the request (a Playwright Request) that returns one.
 * `json` is a value to send as JSON; `abort: true` is a connection that fails.
 * Everything else outside the page's own server fails at once.
 *
 * @param {object} options
 * @param {string} [options.path] address below the server's root, with query or fragment
 * @param {number} [options.width]
 * @param {number} [options.height]
 * @param {"light"|"dark"|"no-preference"} [options.colorScheme]
 * @param {"reduce"|"no-preference"} [options.reducedMotion]
 * @param {Record<string, unknown>} [options.fixtures] see above (`routes` is taken as well)
 * @param {string} [options.until] a selector to wait for once the page has loaded
 * @param {boolean} [options.settle] false: do not wait until the application has started
 * @param {object} [options.context] anything else for Playwright's newContext
 * @param {(page: import("playwright-core").Page) => Promise<void>} [options.before] runs before the page is loaded
 */
async function openPage(browser, origin, options = {}) {
  const { width = 1280, height = 800, colorScheme = "light", reducedMotion = "reduce", path = "/" } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion,
    locale: "en-GB",
    timezoneId: "UTC",
    ...options.context,
  });
  const page = await context.newPage();
  const errors = [];
  const violations = [];
  const requests = [];
  const outside = (address) => /^https?:/.test(address) && new URL(address).origin !== origin;

  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    const text = message.text();
    if (text.startsWith("[csp] ")) return void violations.push(text.slice(6));
    // The browser's own note that a venue could not be reached or answered
    // with an error: the tests bring that about on purpose.
    if (text.startsWith("Failed to load resource") && outside(message.location().url)) return;
    if (message.type() === "warning") return;
    errors.push(`console: ${text}${message.location().url ? ` (${message.location().url})` : ""}`);
  });
  page.on("pageerror", (error) => errors.push(`page: ${error.stack ?? error}`));
  page.on("crash", () => errors.push("page: crashed"));
  page.on("requestfailed", (request) => {
    if (!outside(request.url()) && request.failure()?.errorText !== "net::ERR_ABORTED")
      errors.push(`request: ${request.url()} ${request.failure()?.errorText}`);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.warn(`[csp] ${event.effectiveDirective} forbids ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`);
    });
  });

  await context.route("**/*", async (route) => {
    if (!outside(route.request().url())) return route.continue();
    requests.push(route.request());
    return route.abort("internetdisconnected");
  });
  // a test that wants an open socket says so with page.routeWebSocket, which comes first
  await context.routeWebSocket(/^wss?:/, (socket) => socket.close());
  for (const [pattern, fixture] of Object.entries({ ...options.routes, ...options.fixtures })) {
    let turn = 0;
    await context.route(pattern, async (route) => {
      const request = route.request();
      if (request.method() !== "OPTIONS") requests.push(request);
      const cors = {
        "access-control-allow-origin": "*",
        "access-control-allow-headers": "*",
        "access-control-allow-methods": "*",
      };
      if (request.method() === "OPTIONS") return route.fulfill({ status: 204, headers: cors });
      const chosen = Array.isArray(fixture) ? fixture[Math.min(turn++, fixture.length - 1)] : fixture;
      const answer = typeof chosen === "function" ? await chosen(request) : chosen;
      if (answer.delay) await sleep(answer.delay);
      // A page that has gone while its answer was under way is no error.
      const quietly = (promise) => promise.catch(() => {});
      if (answer.abort) return quietly(route.abort("connectionfailed"));
      const body = "json" in answer ? JSON.stringify(answer.json) : (answer.body ?? "");
      const type = "json" in answer ? { "content-type": "application/json" } : {};
      return quietly(
        route.fulfill({ status: answer.status ?? 200, headers: { ...type, ...cors, ...answer.headers }, body }),
      );
    });
  }

  await options.before?.(page);
  await page.goto(origin + path);
  if (options.settle !== false) await page.waitForSelector("#boot", { state: "detached", timeout: 20_000 });
  if (options.until) await page.waitForSelector(options.until);
  return {
    page,
    context,
    errors,
    violations,
    /** Requests to other origins, answered or not, in the order they were made. */
    requests,
    /** Nothing went wrong that nobody asked for: no error in the console or the page, nothing the policy forbids. */
    assertClean: () => assert.deepEqual({ errors, violations }, { errors: [], violations: [] }),
    close: () => context.close(),
  };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Runs axe-core over the page (or what `include` selects) and returns what it
 * objects to, one readable line for each element.
 */
export async function axe(page, { include, rules = {} } = {}) {
  if (!(await page.evaluate("typeof globalThis.axe === 'object'"))) await page.evaluate(axeSource);
  const { violations } = await page.evaluate(
    ([include, rules]) =>
      globalThis.axe.run(include ?? document, {
        runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
        rules,
        resultTypes: ["violations"],
        // to read the styles of shadow roots it would put some of its own into the page, which the page's policy forbids
        preload: false,
      }),
    [include, rules],
  );
  return violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map((node) => `${id} (${impact}): ${help} at ${node.target.join(" ")}: ${node.failureSummary}`),
  );
}

/** Saves a picture of the whole page to tests/browser/out/NAME.png and returns where it is. */
export async function screenshot(page, name, options = {}) {
  mkdirSync(out, { recursive: true });
  const path = join(out, `${name}.png`);
  await page.screenshot({ path, fullPage: true, animations: "disabled", ...options });
  return path;
}
