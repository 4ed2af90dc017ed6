// wiremock-captain drives a mock server: node captain.js URL. Every call of it that there is.
"use strict";
const assert = require("node:assert/strict");
const {
  BodyType, DelayType, EndpointFeature, MatchingAttributes, ResponseTransformer, WireMock,
  WireMockFault,
} = require("wiremock-captain");

const url = process.argv[2];
const mock = new WireMock(url);

async function get(path, options) {
  const reply = await fetch(url + path, options);
  return { status: reply.status, body: await reply.text(), headers: reply.headers };
}

async function stubs() {
  const made = await mock.register(
    { method: "GET", endpoint: "/greeting", queryParameters: { to: "you" },
      metadata: { topic: "hello" } },
    { status: 200, body: { hello: "you" }, headers: { "X-A": "1" } },
    { requestEndpointFeature: EndpointFeature.UrlPath });
  assert.match(made.id, /^[0-9a-f-]{36}$/);
  const reply = await get("/greeting?to=you");
  assert.equal(reply.status, 200);
  assert.deepEqual(JSON.parse(reply.body), { hello: "you" });
  assert.equal(reply.headers.get("x-a"), "1");
  assert.equal((await get("/greeting?to=me")).status, 404);

  assert.equal((await mock.getMapping(made.id)).id, made.id);
  assert.equal((await mock.getAllMappings()).length, 1);
  const topic = { topic: "hello" };
  const found = await mock.findMappingByMetadata(topic, MatchingAttributes.EqualToJson);
  assert.equal(found.length, 1);
  assert.equal((await mock.deleteMapping(made.id)).status, 200);
  assert.equal((await get("/greeting?to=you")).status, 404);
}

async function matching() {
  await mock.register(
    { method: "POST", endpoint: "/orders/[0-9]+", body: { items: [1, 2] },
      headers: { "X-Trace": "a.*" }, cookies: { session: "42" } },
    { status: 201, body: "order {{request.path.[1]}}" },
    { requestEndpointFeature: EndpointFeature.UrlPathPattern, requestIgnoreArrayOrder: true,
      requestIgnoreExtraElements: true, requestBodyFeature: MatchingAttributes.EqualToJson,
      requestHeaderFeatures: { "X-Trace": MatchingAttributes.Matches },
      responseBodyType: BodyType.Body,
      responseTransformers: [ResponseTransformer.RESPONSE_TEMPLATE],
      responseDelay: { type: DelayType.FIXED, constantDelay: 20 } });
  const ask = (items) => get("/orders/7", {
    method: "POST", headers: { "X-Trace": "abc", Cookie: "session=42" },
    body: JSON.stringify({ items, note: "x" }) });
  const reply = await ask([2, 1]);
  assert.equal(reply.status, 201);
  assert.equal(reply.body, "order 7");
  assert.equal((await ask([3])).status, 404);
  const form = { method: "POST", endpoint: "/form", formParameters: { a: "1" } };
  await mock.register(form, { status: 204 });
  const body = new URLSearchParams({ a: "1" });
  assert.equal((await get("/form", { method: "POST", body })).status, 204);
}

async function requests() {
  await mock.clearAllRequests();
  await mock.register({ method: "GET", endpoint: "/a" }, { status: 200, body: {} });
  await get("/a");
  await get("/nowhere");
  assert.equal((await mock.getAllRequests()).length, 2);
  assert.equal((await mock.getRequestsForAPI("GET", "/a")).length, 1);
  const unmatched = await mock.getUnmatchedRequests();
  assert.deepEqual(unmatched.map((one) => one.url), ["/nowhere"]);
  await mock.clearAllRequests();
  assert.deepEqual(await mock.getAllRequests(), []);
}

async function scenarios() {
  const job = { method: "GET", endpoint: "/job" };
  const scenarioName = "job";
  await mock.register(job, { status: 503 },
    { scenario: { scenarioName, requiredScenarioState: "Started", newScenarioState: "up" } });
  await mock.register(job, { status: 200 },
    { scenario: { scenarioName, requiredScenarioState: "up" } });
  assert.deepEqual([(await get("/job")).status, (await get("/job")).status], [503, 200]);
  assert.equal((await mock.getAllScenarios())[0].state, "up");
  await mock.resetAllScenarios();
  assert.equal((await get("/job")).status, 503);
}

async function faults() {
  for (const fault of Object.values(WireMockFault)) {
    await mock.register({ method: "GET", endpoint: "/fault" }, { status: 200 }, { fault });
    await assert.rejects(get("/fault"), undefined, fault);
  }
}

async function clearing() {
  await mock.register({ method: "GET", endpoint: "/b", metadata: { n: 1 } }, { status: 200 });
  await mock.removeMappingByMetadata({ n: 1 }, MatchingAttributes.EqualToJson);
  assert.equal((await get("/b")).status, 404);
  await mock.resetMappings();
  assert.deepEqual(await mock.getAllMappings(), []);
  await mock.clearAllExceptDefault();
  await mock.clearAllMappings();
  await mock.clearAll();
  assert.deepEqual(await mock.getAllRequests(), []);
}

(async () => {
  for (const step of [stubs, matching, requests, scenarios, faults, clearing]) {
    await step();
    console.log(`ok ${step.name}`);
  }
})();
