// wiremock-rest-client drives a mock server: node rest_client.js URL OTHER-URL. OTHER is one to
// record. An answer that is an error ends the program. Every call of the client that there is, but
// getNearMissesByRequest and ...ByRequestPattern, which ask for paths that WireMock does not have.
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const { WireMockRestClient } = require("wiremock-rest-client");

const [url, other] = process.argv.slice(2);
const client = new WireMockRestClient(url, { logLevel: "error" });
const get = (path) => fetch(url + path);
const stub = (path, more = {}) => ({
  request: { method: "GET", urlPath: path }, response: { status: 200, body: path }, ...more });

async function mappings() {
  const { mappings: service } = client;
  const made = await service.createMapping(stub("/a", { metadata: { topic: "a" } }));
  assert.equal(await (await get("/a")).text(), "/a");
  assert.equal((await service.getMapping(made.id)).id, made.id);
  const changed = await service.updateMapping(made.id, stub("/b", { metadata: { topic: "a" } }));
  assert.equal(changed.request.urlPath, "/b");
  assert.equal((await get("/a")).status, 404);
  const topic = { matchesJsonPath: { expression: "$.topic", equalTo: "a" } };
  assert.equal((await service.findByMetaData(topic)).mappings.length, 1);
  await service.removeByMetaData(topic);
  assert.equal((await service.getAllMappings()).meta.total, 0);

  fs.mkdirSync("stubs", { recursive: true });
  fs.writeFileSync("stubs/one.json", JSON.stringify(stub("/one")));
  fs.writeFileSync("stubs/two.json", JSON.stringify(stub("/two")));
  await Promise.all(await service.createMappingsFromDir("stubs"));
  await service.createMappingFromFile("stubs/one.json");
  for (const path of ["/one", "/two"]) assert.equal((await get(path)).status, 200);
  const three = (await service.getAllMappings()).mappings;
  assert.equal(three.length, 3);
  await service.deleteMapping(three[0].id);
  await service.saveAllMappings();
  await service.resetAllMappings();
  assert.equal((await service.getAllMappings()).meta.total, 2, "those that were saved come back");
  await service.deleteAllMappings();
  assert.equal((await service.getAllMappings()).meta.total, 0);
}

async function requests() {
  const { requests: service } = client;
  await service.deleteAllRequests();
  await client.mappings.createMapping(stub("/seen", { metadata: { topic: "seen" } }));
  await get("/seen");
  await get("/unseen");
  const all = (await service.getAllRequests()).requests;
  assert.deepEqual(all.map((one) => one.request.url), ["/unseen", "/seen"]);
  assert.equal((await service.getRequest(all[0].id)).wasMatched, false);
  const pattern = { method: "GET", urlPath: "/seen" };
  assert.equal((await service.getCount(pattern)).count, 1);
  assert.equal((await service.findRequests(pattern)).requests[0].url, "/seen");
  assert.equal((await service.getUnmatchedRequests()).requests[0].url, "/unseen");
  const near = (await service.getUnmatchedNearMisses()).nearMisses;
  assert.equal(near[0].stubMapping.request.urlPath, "/seen");
  await service.deleteRequest(all[0].id);
  assert.equal((await service.removeRequests(pattern)).serveEvents.length, 1);
  await get("/seen");
  const topic = { matchesJsonPath: { expression: "$.topic", equalTo: "seen" } };
  assert.equal((await service.removeRequestsByMetadata(topic)).serveEvents.length, 1);
  await get("/seen");
  await service.resetAllRequests();
  assert.equal((await service.getAllRequests()).meta.total, 0);
}

async function scenarios() {
  const { scenarios: service } = client;
  const inState = (from, to, status) => ({
    ...stub("/job"), response: { status }, scenarioName: "job", requiredScenarioState: from,
    ...(to && { newScenarioState: to }) });
  await client.mappings.createMapping(inState("Started", "up", 503));
  await client.mappings.createMapping(inState("up", undefined, 200));
  assert.equal((await get("/job")).status, 503);
  assert.equal((await service.getAllScenarios()).scenarios[0].state, "up");
  await service.resetScenario("job");
  assert.equal((await get("/job")).status, 503);
  await service.setScenarioState("job", "Started");
  assert.equal((await get("/job")).status, 503);
  await service.resetAllScenarios();
  assert.equal((await get("/job")).status, 503);
}

async function recordings() {
  const { recordings: service } = client;
  await client.mappings.deleteAllMappings();
  await new WireMockRestClient(other, { logLevel: "error" }).mappings.createMapping(stub("/real"));
  assert.equal((await service.getRecordingStatus()).status, "NeverStarted");
  await service.startRecording({ targetBaseUrl: other });
  assert.equal((await service.getRecordingStatus()).status, "Recording");
  assert.equal(await (await get("/real")).text(), "/real");
  const recorded = (await service.stopRecording()).mappings;
  assert.deepEqual(recorded.map((one) => one.request.url), ["/real"]);
  assert.equal(await (await get("/real")).text(), "/real", "from the recording now");
  await service.takeSnapshotRecording({});
}

async function whole() {
  const { global: service } = client;
  await service.updateGlobalSettings({ fixedDelay: 1 });
  await service.resetAll();
  await service.shutdown();
}

(async () => {
  for (const step of [mappings, requests, scenarios, recordings, whole]) {
    await step();
    console.log(`ok ${step.name}`);
  }
})();
