import assert from "node:assert/strict";
import { inspect } from "node:util";
import { devKey, Secret } from "../../../src/wallet/mod.ts";
import { full } from "../../kit/mod.ts";

const PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

Deno.test("a Secret shows its text only when asked", () => {
  const secret = new Secret(PHRASE);
  assert.equal(secret.reveal(), PHRASE);
  const shown = [
    `${secret}`,
    String(secret),
    JSON.stringify({ secret }),
    Deno.inspect({ secret }, { depth: 9, showHidden: true }),
    inspect({ secret }, { depth: 9, showHidden: true }),
    JSON.stringify(Object.entries(secret)),
  ];
  for (const text of shown) assert.ok(!text.includes("bottom"), text);
});

full("a signer has no way to print its key", async () => {
  const { toCanonicalSecret } = await import("../../../src/wallet/secret_form.ts");
  const { pairFromUri } = await import("../../../src/wallet/uri.ts");
  const { secret } = await pairFromUri("//Alice");
  const signer = await devKey("//Alice");
  const shown = [
    `${signer}`,
    JSON.stringify({ signer }),
    Deno.inspect(signer, { depth: 9, showHidden: true }),
    inspect(signer, { depth: 9, showHidden: true }),
  ];
  const traces = [secret, toCanonicalSecret(secret)].flatMap((form) => {
    const half = form.subarray(0, 8);
    return [half.toHex(), half.join(","), half.join(", ")];
  });
  for (const text of shown) {
    assert.ok(text.includes(signer.ss58), text);
    for (const trace of traces) assert.ok(!text.includes(trace), text);
  }
  const copy = structuredClone(Object.fromEntries(Object.entries(signer)));
  assert.deepEqual(Object.keys(copy).sort(), ["publicKey", "ss58"]);
});

full("a caller who changes a signer's public key bytes does not change what it signs with", async () => {
  const { verify } = await import("../../../src/wallet/mod.ts");
  const signer = await devKey("//Alice");
  const publicKey = signer.publicKey.slice();
  signer.publicKey.fill(0);
  const message = new Uint8Array([1, 2, 3]);
  assert.equal(verify(message, await signer.sign(message), publicKey), true);
});
