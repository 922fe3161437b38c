import assert from "node:assert/strict";
import fc from "fast-check";
import { plainValue } from "../../../src/telemetry/plain_value.ts";
import { isPublicHexKey, isSecretKey, REDACTED, redactText } from "../../../src/telemetry/redact.ts";

const PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
const HEX = "ab".repeat(32);

Deno.test("redactText() hides mnemonics however their words are separated", () => {
  for (
    const phrase of [PHRASE, PHRASE.replaceAll(" ", "\n"), PHRASE.replaceAll(" ", ", "), PHRASE.toUpperCase()]
  ) {
    const clean = redactText(`key: ${phrase}.`);
    assert.ok(!/lake|curtain/i.test(clean), clean);
  }
  assert.ok(!redactText(`${PHRASE} ${PHRASE}`).includes("lonely"));
});

Deno.test("redactText() leaves ordinary prose alone", () => {
  const prose =
    "The miner at uid 7 did not answer within 10 s, so it is asked again in the next step of the loop.";
  assert.equal(redactText(prose), prose);
});

Deno.test("redactText() hides 32 and 64 bytes of hex with and without prefix", () => {
  for (const secret of [`0x${HEX}`, HEX, HEX + HEX, `0x${HEX.toUpperCase()}`]) {
    assert.equal(redactText(`seed ${secret}!`), `seed ${REDACTED}!`);
  }
  assert.equal(redactText(`0x${HEX}`, true), `0x${HEX}`);
  assert.equal(redactText(`0x${HEX.slice(2)}`), `0x${HEX.slice(2)}`);
});

Deno.test("redactText() hides bearer tokens, API keys and passwords in addresses", () => {
  const cases = [
    "Authorization: Bearer abcdef0123456789",
    "key sk-proj-abcdefghijklmnop",
    "hf_abcdefghijklmnopqrst",
    "api_key=abcdefgh12345",
    '{"password": "hunter22"}',
    "wss://ann:hunter22@node.example/ws",
  ];
  for (const text of cases) {
    const clean = redactText(text);
    assert.ok(clean.includes(REDACTED), text);
    assert.ok(!/hunter22|abcdef/.test(clean), clean);
  }
});

Deno.test("fields named after secrets are hidden, hashes are not", () => {
  for (
    const key of [
      "mnemonic",
      "coldkeyPassword",
      "apiKey",
      "token",
      "api_token",
      "Authorization",
      "privateKey",
    ]
  ) {
    assert.ok(isSecretKey(key), key);
  }
  for (const key of ["tokens", "tokenCount", "ttftMs", "uid", "hotkey", "secondsLeft"]) {
    assert.ok(!isSecretKey(key), key);
  }
  for (const key of ["blockHash", "genesis", "publicKey"]) assert.ok(isPublicHexKey(key), key);
  assert.ok(!isPublicHexKey("secretHash"));
  assert.deepEqual(plainValue({ mnemonic: PHRASE, hash: `0x${HEX}`, note: `0x${HEX}`, tokens: 5 }), {
    mnemonic: REDACTED,
    hash: `0x${HEX}`,
    note: REDACTED,
    tokens: 5,
  });
});

Deno.test("redactText() never lets a secret through, whatever stands around it", () => {
  const filler = fc.string({ unit: "grapheme", maxLength: 40 }).map((text) => text.replace(/[\w]/g, ""));
  fc.assert(fc.property(filler, filler, (before, after) => {
    const clean = redactText(`${before} ${PHRASE} ${after} 0x${HEX} ${before}`);
    assert.ok(!clean.includes("curtain smoke"));
    assert.ok(!clean.includes(HEX));
  }));
});
