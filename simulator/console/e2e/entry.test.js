import assert from "node:assert/strict";
import { test } from "node:test";
import { api, open } from "./support.js";

const WALLET = { userAgent: "Mozilla/5.0 (Linux; Android 16) AlipayConnect" };

for (const javaScriptEnabled of [true, false]) {
  test(`a wallet is led to the order code, JavaScript ${javaScriptEnabled ? "on" : "off"}`, async () => {
    const page = await open("/shop/tea-house", { ...WALLET, javaScriptEnabled });
    await page.getByLabel("Amount in JPY").fill("150");
    const [navigation] = await Promise.all([
      page.waitForRequest((request) => request.url().startsWith("https://")),
      page.getByRole("button", { name: "Continue to payment" }).click(),
    ]);
    assert.match(navigation.url(), /^https:\/\/qr\.alipayplus\.com\/28166604[0-9A-Za-z]{28}$/);
    const [order] = await api("/sim/api/orders");
    assert.deepEqual([order.codeValue, order.scenario, order.orderAmount.value], [navigation.url(), "EntryCode", "150"]);
  });
}

test("a wrong amount stays on the page with its reason", async () => {
  const page = await open("/shop/tea-house", WALLET);
  await page.getByLabel("Amount in JPY").fill("1.5");
  await page.getByRole("button", { name: "Continue to payment" }).click();
  await page.getByRole("alert").getByText("JPY has no decimals.").waitFor();
  assert.equal(await page.getByLabel("Amount in JPY").inputValue(), "1.5");
});

test("a browser that is no wallet shows the code instead of leaving", async () => {
  const page = await open("/shop/tea-house");
  await page.getByLabel("Amount in JPY").fill("150");
  await page.getByRole("button", { name: "Continue to payment" }).click();
  await page.getByRole("img", { name: "QR code of the order" }).waitFor();
  assert.deepEqual([page.foreign, page.complaints], [[], []]);
});
