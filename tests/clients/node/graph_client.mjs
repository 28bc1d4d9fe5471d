// @microsoft/microsoft-graph-client, unmodified, over TLS with `customHosts`.

import { randomUUID } from "node:crypto";
import { strict as assert } from "node:assert";
import graph from "@microsoft/microsoft-graph-client";

const { Client, PageIterator, BatchRequestContent, BatchResponseContent, GraphError } = graph;
const { FUNCHAL_URL, FUNCHAL_COMPANY, FUNCHAL_TENANT, FUNCHAL_CLIENT_ID, FUNCHAL_CLIENT_SECRET } = process.env;
const AMOUNTS = [-100, -200.25, -300, -400, -1500.5];

/** The client asks for a token at every request; one token serves all. */
let token;
let passed = 0;
let failed = 0;

async function check(name, body) {
  try {
    await body();
    passed += 1;
    console.log(`ok ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n${error.stack}`);
  }
}

async function requestToken() {
  const answer = await fetch(`${FUNCHAL_URL}/${FUNCHAL_TENANT}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: FUNCHAL_CLIENT_ID,
      client_secret: FUNCHAL_CLIENT_SECRET,
      scope: "https://graph.microsoft.com/.default",
    }),
  });
  const body = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(body));
  return body.access_token;
}

/** Expects a GraphError with the shape its users read; returns it. */
async function graphError(status, call) {
  try {
    await call();
  } catch (error) {
    assert.ok(error instanceof GraphError, error.stack);
    assert.equal(error.statusCode, status);
    assert.ok(error.code && error.message, JSON.stringify(error));
    assert.match(error.requestId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.ok(!Number.isNaN(error.date.getTime()), "a date");
    return error;
  }
  assert.fail("an error was expected");
}

const client = Client.initWithMiddleware({
  authProvider: { getAccessToken: () => (token ??= requestToken()) },
  baseUrl: FUNCHAL_URL,
  defaultVersion: "beta",
  customHosts: new Set([new URL(FUNCHAL_URL).hostname]),
});

const company = `/financials/companies/${FUNCHAL_COMPANY}`;
const code = `N${Date.now() % 10 ** 8}`;
const created = [];
let customer;
let journal;
let payments;

await check("list companies", async () => {
  const { value } = await client.api("/financials/companies").get();
  assert.ok(value.some(({ id }) => id === FUNCHAL_COMPANY.toLowerCase()));
});
await check("create a customer payment journal", async () => {
  const answer = await client.api(`${company}/customerPaymentJournals`).post({ code, displayName: "Payments of the client" });
  assert.equal(answer.code, code);
  journal = `${company}/customerPaymentJournals/${answer.id}`;
  payments = `${journal}/customerPayments`;
});
await check("list customers", async () => {
  const { value } = await client.api(`${company}/customers`).get();
  customer = value[0] ?? (await client.api(`${company}/customers`).post({ displayName: "Customer of the client" }));
  assert.ok(customer.number);
});
await check("post payments", async () => {
  for (const [position, amount] of AMOUNTS.entries()) {
    created.push(
      await client.api(payments).post({
        customerNumber: customer.number,
        postingDate: `2026-03-0${position + 1}`,
        documentNumber: `P${position}`,
        amount,
        description: `O'Neill & Söhne ${position}`,
      }),
    );
  }
  assert.deepEqual(created.map(({ amount }) => amount), AMOUNTS);
  assert.equal(created[0].customerId, customer.id);
});

if (failed === 0) await readAndWrite();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

async function readAndWrite() {
  await check("get one payment", async () => {
    const payment = await client.api(`${payments}/${created[4].id}`).get();
    assert.deepEqual(
      [payment.amount, payment.postingDate, payment.description, payment.documentNumber],
      [-1500.5, "2026-03-05", "O'Neill & Söhne 4", "P4"],
    );
    assert.match(payment["@odata.etag"], /^W\/"[^"]+"$/);
    assert.ok(payment["@odata.context"].endsWith("/$entity"), payment["@odata.context"]);
  });
  await check("select, filter, orderby, top, count, expand", async () => {
    const page = await client
      .api(payments)
      .select(["id", "amount"])
      // The client leaves the escaping of `&` to its caller.
      .filter(encodeURIComponent("amount lt -150 and description ne 'O''Neill & Söhne 2'"))
      .orderby("amount desc")
      .top(2)
      .count(true)
      .expand("customer")
      .get();
    assert.equal(page["@odata.count"], 3);
    assert.deepEqual(page.value.map(({ amount }) => amount), [-200.25, -400]);
    assert.equal(page.value[0].customer.number, customer.number);
    assert.equal(page.value[0].description, undefined);
  });
  await check("page iterator over three pages", async () => {
    const seen = [];
    const page = await client.api(payments).top(2).orderby("amount").get();
    assert.ok(page["@odata.nextLink"], "a next link");
    await new PageIterator(client, page, (payment) => seen.push(payment.amount) > 0).iterate();
    assert.deepEqual(seen, AMOUNTS.toSorted((one, other) => one - other));
  });
  await check("patch a payment", async () => {
    const path = `${payments}/${created[0].id}`;
    const before = await client.api(path).get();
    const after = await client.api(path).patch({ amount: -99.95, comment: "changed" });
    assert.deepEqual([after.amount, after.comment, after.description], [-99.95, "changed", before.description]);
    assert.notEqual(after["@odata.etag"], before["@odata.etag"]);
  });
  await check("patch with a stale etag changes nothing", async () => {
    const path = `${payments}/${created[0].id}`;
    try {
      await client.api(path).header("If-Match", created[0]["@odata.etag"]).patch({ amount: -1 });
      assert.fail("an error was expected");
    } catch (error) {
      assert.ok([409, 412].includes(error.statusCode), error.stack);
    }
    assert.equal((await client.api(path).get()).amount, -99.95);
  });
  await check("delete a payment", async () => {
    const path = `${payments}/${created[0].id}`;
    assert.equal(await client.api(path).delete(), undefined);
    await graphError(404, () => client.api(path).get());
  });
  await check("batch of a get, a post that waits for it, a patch and a miss", batch);
  await check("404 has code, request id and date", async () => {
    const error = await graphError(404, () => client.api(`${payments}/${randomUUID()}`).get());
    assert.ok(JSON.parse(error.body).innerError["client-request-id"], error.body);
  });
  await check("a bad filter is a 400", () => graphError(400, () => client.api(payments).filter("amount lt").get()));
  await check("delete the journal with its payments", async () => {
    await client.api(journal).delete();
    await graphError(404, () => client.api(journal).get());
  });
}

/** The client cuts the origin off a Request's URL: what is left is relative to the version root. */
async function batch() {
  const request = (path, method = "GET", body = undefined) =>
    new Request(`${FUNCHAL_URL}${path}`, {
      method,
      body: body && JSON.stringify(body),
      headers: body && { "Content-Type": "application/json" },
    });
  const content = new BatchRequestContent([
    { id: "get", request: request(`${payments}/${created[1].id}`) },
    { id: "post", request: request(payments, "POST", { customerNumber: customer.number, amount: -7 }), dependsOn: ["get"] },
    { id: "patch", request: request(`${payments}/${created[2].id}`, "PATCH", { amount: -301 }), dependsOn: ["post"] },
    { id: "miss", request: request(`${payments}/${randomUUID()}`), dependsOn: ["patch"] },
  ]);
  const answer = new BatchResponseContent(await client.api("/$batch").post(await content.getContent()));
  const responses = ["get", "post", "patch", "miss"].map((id) => answer.getResponseById(id));
  assert.deepEqual(responses.map(({ status }) => status), [200, 201, 200, 404]);
  const bodies = await Promise.all(responses.map((response) => response.json()));
  assert.deepEqual(bodies.slice(0, 3).map(({ amount }) => amount), [-200.25, -7, -301]);
  assert.ok(bodies[3].error.code);
}
