import assert from "node:assert/strict";
import { test } from "node:test";
import { api, open } from "./support.js";

async function create(page, amount) {
  await page.getByLabel("Amount", { exact: true }).fill(amount);
  await page.getByRole("button", { name: "Create order" }).click();
}

test("an order is created and its code shown and downloaded", async () => {
  const page = await open("/");
  await create(page, "1200");
  await page.getByText("Waiting for a scan").waitFor();
  await page.getByRole("figure").getByText("JPY 1200").waitFor();
  const picture = page.getByRole("img", { name: /^QR code of order R\d+$/ });
  await picture.waitFor();
  assert.ok(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth > 100)));
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download PNG" }).click()]);
  assert.match(download.suggestedFilename(), /^order-R\d+\.png$/);
  assert.deepEqual([page.complaints, page.foreign], [[], []]);
});

test("an amount with too many decimals is refused beside its field", async () => {
  const page = await open("/");
  const amount = page.getByLabel("Amount", { exact: true });
  for (const [typed, message] of [
    ["12.5", "JPY has no decimals."],
    ["", "Type the amount with digits and a point, such as 12 or 12.50."],
    ["0", "The amount must be more than 0."],
  ]) {
    await create(page, typed);
    await page.getByText(message).waitFor();
    assert.equal(await amount.getAttribute("aria-invalid"), "true");
    assert.ok(await amount.evaluate((input) => input === document.activeElement));
  }
  // Another shop brings its currency, and the same text is right.
  await page.getByLabel("Shop").selectOption("book-corner");
  await amount.fill("12.5");
  assert.equal(await amount.getAttribute("aria-invalid"), null);
  await page.getByRole("button", { name: "Create order" }).click();
  await page.getByRole("figure").getByText("SGD 12.50").waitFor();
});

test("what only the simulator can tell is shown beside its field as well", async () => {
  const page = await open("/");
  await page.getByText("Promotion, redirect, expiry, limit").click();
  await page.getByLabel("Promotion name").fill("Spring");
  await page.getByLabel("Promotion amount").fill("1200");
  await create(page, "1200");
  await page.getByText("The promotion must be more than 0 and less than the amount.").waitFor();
  await page.getByLabel("Promotion amount").fill("200");
  await page.getByRole("button", { name: "Create order" }).click();
  await page.getByText("Spring: −JPY 200").waitFor();
  await page.getByText("JPY 1000").waitFor();
});

test("an order that Alipay+ takes over is made, and a currency without a rate is told beforehand", async () => {
  const page = await open("/");
  await page.getByText("Promotion, redirect, expiry, limit").click();
  await page.getByLabel("Alipay+ takes over (HANDLE_BY_SDK)").check();
  await create(page, "40000");
  await page.getByText("Waiting for a scan").waitFor();
  await page.getByText("Alipay+ takes over", { exact: true }).waitFor();
  await page.getByLabel("Shop").selectOption("surf-school");
  await page.getByText("There is no rate from THB to KRW").waitFor();
  await page.getByLabel("Shop").selectOption("night-ferry");
  await page.getByText("The wallet settles in KRW.").waitFor();
});

test("the aggregated code of a shop is a picture to download", async () => {
  const page = await open("/");
  const link = page.getByRole("link", { name: "Aggregated PNG" }).first();
  assert.match(await link.getAttribute("title"), /\/all\/tea-house$/);
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  assert.equal(download.suggestedFilename(), "aggregated-tea-house.png");
});

test("the state changes without a reload, whoever changes it", async () => {
  const page = await open("/");
  await create(page, "5");
  await page.getByText("Waiting for a scan").waitFor();
  const [order] = await api("/sim/api/orders");
  await api(`/sim/api/orders/${order.id}/close`, {});
  await page.locator("#state", { hasText: "Closed" }).waitFor();
  assert.equal(await page.locator("#state").getAttribute("aria-live"), "polite");
  assert.ok(await page.getByRole("button", { name: "Close order" }).isHidden());
  const other = await api("/sim/api/orders", { merchant: "night-ferry", amount: "8" });
  await page.locator(`[data-order="${other.id}"]`).waitFor();
});

test("markup that a merchant types stays text", async () => {
  const page = await open("/");
  const markup = "<img src=x onerror=alert(1)>";
  await api("/sim/api/orders", { merchant: "tea-house", amount: "7", description: markup, promotion: { name: markup, amount: "1" } });
  await page.getByRole("button", { name: "JPY 7" }).click();
  await page.getByText(`${markup}: −JPY 1`).waitFor();
  assert.equal(await page.locator("img[src=x]").count(), 0);
  assert.deepEqual(page.complaints, []);
});

test("the console works with the keyboard alone", async () => {
  const page = await open("/");
  await page.getByText("Live").waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the order");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.type("345");
  await page.keyboard.press("Enter");
  await page.getByRole("figure").getByText("JPY 345").waitFor();
});

test("every control has a name and nothing is wider than a small phone", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const page = await open("/", { viewport: { width: 320, height: 640 }, colorScheme });
    await create(page, "1200");
    await page.getByText("Waiting for a scan").waitFor();
    await page.getByText("Promotion, redirect, expiry, limit").click();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll("input, select")].filter((field) => !field.labels.length).map((field) => field.outerHTML),
    );
    assert.deepEqual(nameless, []);
  }
});
