// The merchant's console. Everything that comes from a server or a user goes through textContent.

const $ = (id) => document.getElementById(id);
const form = $("new");

const STATES = {
  WAITING_SCAN: "Waiting for a scan",
  DECODED: "Scanned, waiting for payment",
  PAID: "Paid",
  FAILED: "Failed",
  EXPIRED: "Expired",
  CLOSED: "Closed",
};
const SHORT = { ...STATES, WAITING_SCAN: "Waiting", DECODED: "Scanned" };
const OPEN = new Set(["WAITING_SCAN", "DECODED"]);

const info = await (await fetch("/sim/api/info")).json();
const orders = new Map();
let shown = null;

const money = (amount) => `${amount.currency} ${amount.text}`;
const time = (text) => new Date(text).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// ---- new order ----

const currency = () => info.currencies.find(({ code }) => code === form.currency.value);
const exponent = () => currency().exponent;

// What is wrong with an amount, in words, or "" if nothing is.
function amountError(text) {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return "Type the amount with digits and a point, such as 12 or 12.50.";
  const digits = exponent();
  if ((match[2] ?? "").length > digits) {
    const name = digits === 0 ? "no decimals" : digits === 1 ? "1 decimal" : `${digits} decimals`;
    return `${form.currency.value} has ${name}.`;
  }
  if (/^[0.]*$/.test(text.trim())) return "The amount must be more than 0.";
  return "";
}

function tell(input, message) {
  const place = $(`${input.id}-error`);
  place.textContent = message;
  place.hidden = !message;
  if (message) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

function tellForm(message) {
  $("form-error").textContent = message;
  $("form-error").hidden = !message;
}

function hint() {
  const digits = exponent();
  const example = digits === 0 ? "1200" : `12.${"50000".slice(0, digits)}`;
  const way = currency().payable
    ? `The wallet settles in ${info.walletCurrency}.`
    : `There is no rate from ${form.currency.value} to ${info.walletCurrency}: scanned, the order is refused with CURRENCY_NOT_SUPPORT.`;
  $("amount-hint").textContent = `For example ${example}. ${way}`;
}

const FIELDS = {
  amount: "amount",
  currency: "amount",
  "promotion.name": "promotion-name",
  "promotion.amount": "promotion-amount",
  redirectUrl: "redirect",
};

function wanted() {
  const order = {
    merchant: form.merchant.value,
    amount: form.amount.value.trim(),
    currency: form.currency.value,
    form: form.form.value,
    expiresInSeconds: Number(form.expiry.value),
  };
  if (form.handleBySdk.checked) order.handleBySdk = true;
  if (form.description.value) order.description = form.description.value;
  if (form.redirectUrl.value) order.redirectUrl = form.redirectUrl.value;
  if (form.promotionName.value || form.promotionAmount.value) {
    order.promotion = { name: form.promotionName.value, amount: form.promotionAmount.value.trim() };
  }
  return order;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  tellForm("");
  for (const id of new Set(Object.values(FIELDS))) tell($(id), "");
  const wrong = amountError(form.amount.value);
  if (wrong) {
    tell(form.amount, wrong);
    form.amount.focus();
    return;
  }
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  try {
    const body = JSON.stringify(wanted());
    const response = await fetch("/sim/api/orders", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    const answer = await response.json();
    if (response.ok) {
      know(answer);
      show(answer.id);
      $("order").focus({ preventScroll: false });
    } else {
      refused(answer);
    }
  } catch {
    tellForm("The simulator does not answer. Is it still running?");
  } finally {
    button.disabled = false;
  }
});

function refused(problem) {
  const input = $(FIELDS[problem.field] ?? "");
  if (!input) {
    tellForm(problem.detail || problem.title);
    return;
  }
  input.closest("details")?.setAttribute("open", "");
  tell(input, problem.detail);
  input.focus();
}

form.amount.addEventListener("input", () => form.amount.ariaInvalid && tell(form.amount, amountError(form.amount.value)));

form.currency.addEventListener("change", () => {
  hint();
  if (form.amount.value) tell(form.amount, amountError(form.amount.value));
});

form.merchant.addEventListener("change", () => {
  form.currency.value = info.shops.find((shop) => shop.id === form.merchant.value).currency;
  form.currency.dispatchEvent(new Event("change"));
});

// ---- one order ----

function show(id) {
  shown = id;
  const order = orders.get(id);
  $("order-empty").hidden = true;
  $("order-body").hidden = false;
  $("action-note").textContent = "";
  $("qr").src = `/sim/api/orders/${id}/qr.svg`;
  $("download").href = `/sim/api/orders/${id}/qr.png?scale=12`;
  $("download").download = `order-${id}.png`;
  drawShown(order);
  drawList();
}

function drawShown(order) {
  const state = $("state");
  // Only a real change is read out.
  if (state.textContent !== STATES[order.state]) state.textContent = STATES[order.state];
  state.dataset.state = order.state;
  $("qr").alt = `QR code of order ${order.id}`;
  $("qr").parentElement.dataset.over = String(!OPEN.has(order.state));
  $("order-amount").textContent = money(order.orderAmount);
  $("order-shop").textContent = `${order.shop.name}, ${order.shop.city}`;
  // Whoever has decoded it may be paying.
  $("close").hidden = order.state !== "WAITING_SCAN";
  const facts = [
    ["Order", order.id],
    ["Description", order.description],
    ["Created", time(order.createdAt)],
    ["Expires", time(order.expiresAt)],
  ];
  if (order.promotion) facts.push(["Promotion", `${order.promotion.name}: −${money(order.promotion.savings)}`]);
  if (order.promotion) facts.push(["To pay", money(order.paymentAmount)]);
  if (order.payToAmount) facts.push(["Wallet pays", money(order.payToAmount)]);
  if (order.paymentQuote) facts.push(["Rate", `${order.paymentQuote.quoteCurrencyPair} ${order.paymentQuote.quotePrice}`]);
  if (order.customerId) facts.push(["Customer", order.customerId]);
  if (order.report) {
    const { source, receivedAt, paymentResult, paymentId, paymentTime } = order.report;
    facts.push(["Result", `${paymentResult.resultStatus} / ${paymentResult.resultCode}`], ["Told by", `${source}, ${time(receivedAt)}`]);
    if (paymentId) facts.push(["Payment", paymentId]);
    if (paymentTime) facts.push(["Paid at", time(paymentTime)]);
  }
  if (order.handleBySdk) facts.push(["When scanned", "Alipay+ takes over"]);
  if (order.redirectUrl) facts.push(["Redirect", order.redirectUrl]);
  $("facts").replaceChildren(
    ...facts.flatMap(([name, value]) => [element("dt", { textContent: name }), element("dd", { textContent: value })]),
  );
}

$("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(orders.get(shown).codeValue);
    $("action-note").textContent = "Copied.";
  } catch {
    $("action-note").textContent = "The browser does not allow copying here.";
  }
});

$("close").addEventListener("click", async () => {
  const response = await fetch(`/sim/api/orders/${shown}/close`, { method: "POST" }).catch(() => null);
  if (response?.ok) know(await response.json());
  else $("action-note").textContent = "The order could not be closed.";
});

// ---- lists ----

function know(order) {
  orders.set(order.id, order);
  if (order.id === shown) drawShown(order);
  drawList();
}

function drawList() {
  const newest = [...orders.values()].reverse().slice(0, 50);
  $("recent-empty").hidden = newest.length > 0;
  const focused = document.activeElement?.dataset?.order;
  $("recent").replaceChildren(
    ...newest.map((order) => {
      const state = element("span", { className: "state", textContent: SHORT[order.state] });
      state.dataset.state = order.state;
      const button = element(
        "button",
        { type: "button" },
        element("span", { textContent: order.shop.name }),
        element("span", { className: "amount", textContent: money(order.orderAmount) }),
        element("small", { textContent: `${time(order.createdAt)} · ${order.description}` }),
        state,
      );
      button.dataset.order = order.id;
      if (order.id === shown) button.setAttribute("aria-current", "true");
      button.addEventListener("click", () => {
        show(order.id);
        $("order").focus();
      });
      return element("li", {}, button);
    }),
  );
  if (focused) document.querySelector(`[data-order="${CSS.escape(focused)}"]`)?.focus();
}

// The map is kept oldest first, as events come.
async function load() {
  const newestFirst = await (await fetch("/sim/api/orders")).json();
  orders.clear();
  newestFirst.reverse().forEach(know);
  drawList();
}

// ---- start ----

form.merchant.replaceChildren(
  ...info.shops.map((shop) => element("option", { value: shop.id, textContent: `${shop.name}, ${shop.city}` })),
);
form.currency.replaceChildren(
  ...info.currencies.map(({ code }) => element("option", { value: code, textContent: code })),
);
form.merchant.dispatchEvent(new Event("change"));

$("stores").replaceChildren(
  ...info.shops.map((shop) => {
    const picture = element("img", { src: `/sim/api/shops/${shop.id}/qr.svg`, alt: `Store code of ${shop.name}`, loading: "lazy" });
    const open = element("a", { href: shop.entryCode, textContent: "Open page" });
    const png = element("a", { href: `/sim/api/shops/${shop.id}/qr.png?scale=12`, download: `store-${shop.id}.png`, textContent: "PNG" });
    const all = element("a", {
      href: `/sim/api/shops/${shop.id}/aggregated.png?scale=12`,
      download: `aggregated-${shop.id}.png`,
      textContent: "Aggregated PNG",
      title: shop.aggregatedCode,
    });
    return element("li", {}, picture, element("strong", { textContent: shop.name }), element("div", {}, open, png, all));
  }),
);

const link = $("link");
function connected(up) {
  link.dataset.up = String(up);
  link.textContent = up ? "Live" : "Reconnecting";
}

const events = new EventSource("/sim/api/events");
events.addEventListener("order", (event) => know(JSON.parse(event.data)));
events.addEventListener("reload", load);
// After a break the list may have moved on without us.
events.addEventListener("open", () => {
  connected(true);
  load();
});
events.addEventListener("error", () => connected(false));
