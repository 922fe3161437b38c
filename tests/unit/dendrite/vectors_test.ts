import assert from "node:assert/strict";
import { joinChunks, settledStatus } from "../../../src/dendrite/mod.ts";
import { full } from "../../kit/mod.ts";
import { deviations, readVectors, reportCases } from "../../kit/vectors.ts";
import { rawServer } from "./raw_server.ts";
import { aliceDendrite, askServer, BOB, target } from "./setup.ts";

const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

interface Capture {
  label: string;
  response?: string;
  final?: {
    name: string;
    completion?: string;
    dendrite: { status_code: number; status_message: string };
  };
}

full("recorded responses of Python axons end as in the Python client", async () => {
  const vectors = await readVectors("wire.json");
  if (vectors === null) return;
  const known = await deviations();
  let cases = 0;
  for (const [tag, captures] of Object.entries<Capture[]>(vectors.captures.by_tag)) {
    for (const { label, response, final } of captures) {
      // The other synapses of the recording answer with JSON documents, which this client never asks for.
      if (!response || !final || /^nonstream|^ping$/.test(label)) continue;
      cases++;
      const heard = await askServer(({ write }) => write(latin1(response)), { timeoutMs: 10_000 });
      const id = `wire/captures/${label}`;
      if (id in known) {
        assert.notEqual(heard.statusCode, 200, `${tag} ${label}`);
        continue;
      }
      const empty = final.dendrite.status_code === 200 && final.completion === "";
      assert.equal(heard.statusCode, empty ? 204 : final.dendrite.status_code, `${tag} ${label}`);
      assert.equal(heard.statusMessage, final.dendrite.status_message, `${tag} ${label}`);
      if (heard.statusCode === 200) {
        assert.equal(joinChunks(heard.chunks, { dropNewlines: true }), final.completion, `${tag} ${label}`);
      } // Deliberate: a refusal's text never becomes a completion (docs/spec/wire.md#55-streaming describes the original).
      else assert.equal(heard.completion, "");
    }
  }
  assert.ok(cases >= 12, `only ${cases} captures`);
  reportCases("wire.json captures", cases);
});

full("a JSON answer to another synapse does not disturb the client", async () => {
  const vectors = await readVectors("wire.json");
  if (vectors === null) return;
  for (const captures of Object.values<Capture[]>(vectors.captures.by_tag)) {
    for (const { label, response } of captures) {
      if (!response || !/^nonstream|^ping$/.test(label)) continue;
      const heard = await askServer(({ write }) => write(latin1(response)), { timeoutMs: 10_000 });
      assert.equal(heard.statusCode, 200);
      assert.ok(heard.completion.startsWith('{"name":'));
    }
  }
});

full("recorded failures have the words of SDK 7.4 and later", async () => {
  const vectors = await readVectors("wire.json");
  if (vectors === null) return;
  for (const tag of ["v7.4.0", "v10.2.0"]) {
    const captures: Capture[] = vectors.captures.by_tag[tag];
    const refused = captures.find(({ label }) => label === "connect_refused")!.final!.dendrite;
    const late = captures.find(({ label }) => label === "timeout")!.final!.dendrite;
    const silent = rawServer(async ({ gone }) => await gone);
    const dendrite = await aliceDendrite();
    const prompt = { roles: ["user"], messages: ["hi"] };
    const targets = [{ ip: "127.0.0.1", port: 1, hotkey: BOB }, target(silent.port)];
    const responses = await dendrite.query(targets, prompt, { timeoutMs: 1000 });
    assert.deepEqual(
      responses.map(({ statusCode, statusMessage }) => [statusCode, statusMessage]),
      [refused, late].map(({ status_code, status_message }) => [status_code, status_message]),
    );
    await dendrite.close();
    await silent.close();
  }
});

full("streams are decoded as the vectors say", async () => {
  const vectors = await readVectors("wire.json");
  if (vectors === null) return;
  const known = await deviations();
  const head = "HTTP/1.1 200 OK\r\nbt_header_axon_status_code: 200\r\ntransfer-encoding: chunked\r\n\r\n";
  for (const { label, chunks_base64, completion, decode_error } of vectors.stream_decoding) {
    const heard = await askServer(async ({ write }) => {
      await write(head);
      for (const piece of chunks_base64 as string[]) {
        const bytes = Uint8Array.fromBase64(piece);
        if (bytes.length === 0) continue;
        await write(`${bytes.length.toString(16)}\r\n`);
        await write(bytes);
        await write("\r\n");
      }
      await write("0\r\n\r\n");
    });
    const bad = decode_error !== null && !(`wire/stream_decoding/${label}` in known);
    assert.equal(heard.statusCode, bad ? 422 : settledStatus(200, heard.completion), label);
    if (decode_error === null) {
      assert.equal(joinChunks(heard.chunks, { dropNewlines: true }), completion, label);
    }
  }
  reportCases("wire.json stream_decoding", vectors.stream_decoding.length);
});

full("completions join as in v2.3 and as in v2.5", async () => {
  const vectors = await readVectors("stream_join.json");
  if (vectors === null) return;
  let cases = 0;
  for (const { id, input, expected } of vectors.cases) {
    cases++;
    // Cut inside a character: Python fails, our client decodes the stream as a whole before it joins.
    if (expected.seed.error) continue;
    assert.equal(joinChunks(input.chunks_text, { dropNewlines: true }), expected.seed.completion, id);
    assert.equal(joinChunks(input.chunks_text, { dropNewlines: false }), expected["v2.5"].completion, id);
  }
  reportCases("stream_join.json", cases);
});

Deno.test("newlines vanish only where a profile drops them", () => {
  const chunks = [{ text: "a\r\n", atMs: 1 }, { text: "\tb\n", atMs: 2 }];
  assert.equal(joinChunks(chunks, { dropNewlines: true }), "a\r\tb");
  assert.equal(joinChunks(chunks, { dropNewlines: false }), "a\r\n\tb\n");
});

Deno.test("success without text becomes 204 and nothing else does", () => {
  assert.equal(settledStatus(200, ""), 204);
  assert.equal(settledStatus(200, " "), 200);
  assert.equal(settledStatus(408, ""), 408);
});
