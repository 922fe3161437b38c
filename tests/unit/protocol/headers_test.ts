import assert from "node:assert/strict";
import fc from "fast-check";
import * as p from "../../../src/protocol/mod.ts";

const parts: p.RequestParts = {
  timeoutS: 10,
  axon: { ip: "1.2.3.4", port: 8091, hotkey: "axon" },
  dendrite: { ip: "5.6.7.8", nonce: "1795355666881256837", uuid: "u", hotkey: "me", signature: "0xab" },
  bodyHash: "hash",
};

const refused = (pairs: [string, string][], required: string[] = []) =>
  assert.throws(
    () => p.parseSynapseHeaders(pairs, required),
    (error) => error instanceof p.ProtocolError && error.code === "headers",
  );

Deno.test("request headers read back as the values they were built from", () => {
  const parsed = p.parseSynapseHeaders(Object.entries(p.buildRequestHeaders(parts)), p.REQUIRED_INPUTS);
  assert.equal(parsed.timeoutS, 10);
  assert.deepEqual(parsed.axon, parts.axon);
  assert.deepEqual(parsed.dendrite, { ...parts.dendrite, version: p.ANNOUNCED_VERSION });
  assert.equal(parsed.computedBodyHash, "hash");
  assert.deepEqual([...parsed.inputs], [["roles", []], ["messages", []]]);
});

Deno.test("a ping carries no input headers", () => {
  const names = Object.keys(p.buildRequestHeaders({ ...parts, name: p.PING_NAME }));
  assert.ok(!names.some((name) => name.includes("input_obj")));
});

Deno.test("names may stand in any case and only need to contain the marker; unknown ones are ignored", () => {
  const parsed = p.parseSynapseHeaders([
    ["X-BT_Header_Dendrite_Hotkey", "h"],
    ["bt_header_axon_colour", "red"],
    ["accept", "*/*"],
  ]);
  assert.equal(parsed.dendrite.hotkey, "h");
  assert.deepEqual(parsed.axon, {});
});

Deno.test("nonces keep all their digits and lose what Python's int() drops", () => {
  const nonce = (text: string) => p.parseSynapseHeaders([["bt_header_dendrite_nonce", text]]).dendrite.nonce;
  assert.equal(nonce("1795355666881256837"), "1795355666881256837");
  assert.equal(nonce(" +0012_3 "), "123");
});

Deno.test("unreadable numbers, missing inputs and repeated headers are refused", () => {
  refused([["timeout", "soon"]]);
  refused([["bt_header_dendrite_version", "7.0"]]);
  refused([["bt_header_axon_port", ""]]);
  refused([["header_size", "1e3"]]);
  refused([["bt_header_dendrite_nonce", "0x12"]]);
  refused([["bt_header_input_obj_roles", "W10="]], ["roles", "messages"]);
  refused([["bt_header_input_obj_roles", "IiI="]], ["roles"]);
  refused([["bt_header_input_obj_roles", "!!"]], ["roles"]);
  refused([["bt_header_dendrite_uuid", "a"], ["BT_HEADER_DENDRITE_UUID", "a"]]);
  refused([["computed_body_hash", "a"], ["computed_body_hash", "b"]]);
});

Deno.test("parseSynapseHeaders() throws nothing but its own error on any input", () => {
  const name = fc.oneof(
    fc.constantFrom(
      "timeout",
      "header_size",
      "total_size",
      "computed_body_hash",
      "bt_header_axon_",
      "bt_header_input_obj",
    ),
    fc.constantFrom("port", "nonce", "version", "process_time", "status_code", "uuid", "__proto__").map((
      field,
    ) => `bt_header_dendrite_${field}`),
    fc.string(),
  );
  fc.assert(fc.property(fc.array(fc.tuple(name, fc.string({ unit: "binary" }))), (pairs) => {
    try {
      p.parseSynapseHeaders(pairs, p.REQUIRED_INPUTS);
    } catch (error) {
      assert.ok(error instanceof p.ProtocolError && error.code === "headers");
    }
  }));
});

Deno.test("a response carries the 7.0 set and the process time, lower case, within Latin-1", () => {
  const request = p.parseSynapseHeaders(Object.entries(p.buildRequestHeaders(parts)));
  const headers = p.buildResponseHeaders({
    name: p.SYNAPSE_NAME,
    statusCode: 200,
    statusMessage: "Succ\r\ness 日",
    processTimeS: 0.00001,
    request,
    axon: { nonce: "5", uuid: "au", signature: "0xcd" },
    peer: { ip: "127.0.0.1", port: 4242 },
  });
  assert.deepEqual(headers, {
    name: "StreamPromptingSynapse",
    timeout: "10.0",
    bt_header_axon_status_code: "200",
    bt_header_axon_status_message: "Succ ess ?",
    bt_header_axon_process_time: "1e-05",
    bt_header_axon_ip: "1.2.3.4",
    bt_header_axon_port: "8091",
    bt_header_axon_version: "7004000",
    bt_header_axon_nonce: "5",
    bt_header_axon_uuid: "au",
    bt_header_axon_hotkey: "axon",
    bt_header_axon_signature: "0xcd",
    bt_header_dendrite_ip: "127.0.0.1",
    bt_header_dendrite_port: "4242",
    bt_header_dendrite_version: "7004000",
    bt_header_dendrite_nonce: "1795355666881256837",
    bt_header_dendrite_uuid: "u",
    bt_header_dendrite_hotkey: "me",
    bt_header_dendrite_signature: "0xab",
    bt_header_input_obj_roles: "W10=",
    bt_header_input_obj_messages: "W10=",
    header_size: "0",
    total_size: "0",
    computed_body_hash: "a8ea28e4d52d34cdb5899a7d172856e378d786898fd92d0af8659a25bbee7098",
  });
});

Deno.test("without readable request headers the response is that of an empty base synapse", () => {
  const headers = p.buildResponseHeaders({
    name: "X",
    statusCode: 400,
    statusMessage: "no",
    processTimeS: 0,
  });
  assert.equal(headers.name, "Synapse");
  assert.equal(headers.timeout, "12.0");
  assert.equal(headers.computed_body_hash, p.EMPTY_BODY_HASH);
  assert.ok(!Object.keys(headers).some((name) => name.includes("dendrite")));
});
