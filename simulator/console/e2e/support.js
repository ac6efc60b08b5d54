// A simulator of its own and a browser for each test file.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const binary = process.env.SIMULATOR_BIN ?? `${process.env.CARGO_TARGET_DIR ?? `${repository}target`}/debug/cashier-simulator`;
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const bench = {};

before(async () => {
  const process_ = spawn(binary, ["--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, RUST_LOG: "warn" } });
  bench.process = process_;
  // Its first line is its address; if there is none it has said why.
  bench.base = await new Promise((resolve, reject) => {
    createInterface({ input: process_.stdout }).once("line", resolve);
    process_.once("error", reject);
    process_.once("exit", (code) => reject(new Error(`the simulator ended with ${code}`)));
  });
  bench.browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-quic"] });
});

after(async () => {
  await bench.browser?.close();
  if (bench.process?.exitCode !== null) return;
  const ended = new Promise((resolve) => bench.process.once("exit", resolve));
  bench.process.kill("SIGINT");
  await ended;
});

// A page that may reach the simulator only, and that must not complain.
export async function open(path, options = {}) {
  const context = await bench.browser.newContext(options);
  const page = await context.newPage();
  page.complaints = [];
  page.foreign = [];
  page.on("pageerror", (error) => page.complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && page.complaints.push(message.text()));
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (url.startsWith(bench.base)) return route.continue();
    page.foreign.push(url);
    return route.abort();
  });
  await page.goto(bench.base + path);
  return page;
}

export async function api(path, body) {
  const init = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(bench.base + path, init);
  return response.json();
}
