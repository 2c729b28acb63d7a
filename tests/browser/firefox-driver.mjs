// Firefox, driven over WebDriver BiDi: its own remote protocol, so that the stock browser of the distribution will do.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";
import { program } from "./harness.mjs";

const startTimeout = 60_000;

/** Starts Firefox with a new empty profile and no business on the network of its own. */
async function startFirefox() {
  const profile = mkdtempSync(join(tmpdir(), "cross-margin-firefox-"));
  const preferences = {
    "app.normandy.enabled": false,
    "app.update.disabledForTesting": true,
    "browser.safebrowsing.downloads.remote.enabled": false,
    "browser.safebrowsing.malware.enabled": false,
    "browser.safebrowsing.phishing.enabled": false,
    "browser.shell.checkDefaultBrowser": false,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": false,
    "dom.security.https_first": false,
    "extensions.getAddons.cache.enabled": false,
    "extensions.update.enabled": false,
    "network.captive-portal-service.enabled": false,
    "network.connectivity-service.enabled": false,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.enabled": false,
  };
  writeFileSync(
    join(profile, "user.js"),
    Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`).join(""),
  );
  const firefox = spawn(
    program("FIREFOX", "firefox-esr", "firefox"),
    ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "about:blank"],
    { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, HOME: profile, MOZ_CRASHREPORTER_DISABLE: "1" } },
  );
  const stop = async () => {
    const gone = firefox.exitCode ?? new Promise((done) => firefox.once("exit", done));
    firefox.kill("SIGTERM");
    await Promise.race([gone, sleep(5_000).then(() => firefox.kill("SIGKILL"))]);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  let said = "";
  const address = await new Promise((found, failed) => {
    const late = setTimeout(() => failed(new Error(`Firefox did not open its port:\n${said}`)), startTimeout);
    firefox.once("error", failed);
    firefox.once("exit", (code) => failed(new Error(`Firefox ended with ${code}:\n${said}`)));
    firefox.stderr.on("data", (text) => {
      said += text;
      const [, match] = /WebDriver BiDi listening on (ws:\S+)/.exec(said) ?? [];
      if (!match) return;
      clearTimeout(late);
      found(match);
    });
  }).catch(async (error) => {
    await stop();
    throw error;
  });
  return { address, stop };
}

/** A WebDriver BiDi session: `send` a command, hear events. */
async function connect(address, onEvent) {
  const socket = new WebSocket(`${address}/session`);
  await new Promise((open, failed) => socket.once("open", open).once("error", failed));
  const waiting = new Map();
  let last = 0;
  socket.on("message", (data) => {
    const message = JSON.parse(data);
    if (message.type === "event") return onEvent(message.method, message.params);
    const { done, failed } = waiting.get(message.id) ?? {};
    waiting.delete(message.id);
    if (message.type === "error") failed?.(new Error(`${message.error}: ${message.message}`));
    else done?.(message.result);
  });
  socket.on("close", () => {
    for (const { failed } of waiting.values()) failed(new Error("Firefox closed the connection"));
  });
  const send = (method, params = {}) =>
    new Promise((done, failed) => {
      waiting.set(++last, { done, failed });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  await send("session.new", { capabilities: {} });
  return { send, close: () => socket.close() };
}

// A venue that cannot be reached is not the page's error: there is no network here.
const unreached = (text) =>
  /Cross-Origin Request Blocked|NetworkError|can’t establish a connection/.test(text) && /(https|wss):\/\/(?!127)/.test(text);

/** Firefox with a page at an address: `evaluate` an expression in it, `eventually` one that becomes true, what went wrong. */
export async function firefoxAt(url) {
  const firefox = await startFirefox();
  try {
    return await opened(firefox, url);
  } catch (error) {
    await firefox.stop();
    throw error;
  }
}

async function opened(firefox, url) {
  const errors = [];
  const bidi = await connect(firefox.address, (method, { level, text, stackTrace, type }) => {
    if (method !== "log.entryAdded" || level !== "error" || unreached(text)) return;
    errors.push(`${type}: ${text} ${JSON.stringify(stackTrace?.callFrames?.[0] ?? "")}`);
  });
  await bidi.send("session.subscribe", { events: ["log.entryAdded"] });
  const { contexts } = await bidi.send("browsingContext.getTree");
  const context = contexts[0].context;
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await bidi.send("script.evaluate", { expression, target: { context }, awaitPromise: true });
    assert.equal(exceptionDetails, undefined);
    return result.value;
  };
  await bidi.send("script.addPreloadScript", {
    functionDeclaration: `() => {
      globalThis.forbidden = [];
      document.addEventListener("securitypolicyviolation", (event) =>
        globalThis.forbidden.push(event.effectiveDirective + " " + event.blockedURI));
    }`,
  });
  await bidi.send("browsingContext.navigate", { context, url, wait: "complete" });
  return {
    evaluate,
    /** Waits until an expression is true. */
    eventually: async (expression, within = 30_000) => {
      for (const end = Date.now() + within; Date.now() < end; await sleep(100)) if (await evaluate(expression)) return;
      assert.fail(`not in ${within} ms: ${expression}`);
    },
    /** Nothing was forbidden by the page's policy, and nothing went wrong. */
    assertClean: async () => {
      assert.equal(await evaluate("JSON.stringify(globalThis.forbidden)"), "[]");
      assert.deepEqual(errors, []);
    },
    close: async () => {
      await bidi.send("session.end").catch(() => {});
      bidi.close();
      await firefox.stop();
    },
  };
}
