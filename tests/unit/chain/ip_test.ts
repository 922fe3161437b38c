import assert from "node:assert/strict";
import fc from "fast-check";
import { ChainError, ipToNumber, isIp, numberToIp } from "../../../src/chain/mod.ts";
import { full } from "../../kit/mod.ts";
import { readVectors, reportCases } from "../../kit/vectors.ts";

full("addresses have the numbers of chain-hash.json", async () => {
  const vectors = await readVectors("chain-hash.json");
  if (!vectors) return;
  for (const { ip, ip_type, number } of vectors.ip) {
    assert.deepEqual(ipToNumber(ip), { ipType: ip_type, number: BigInt(number) });
    assert.equal(numberToIp(BigInt(number), ip_type), ip);
  }
  reportCases("chain-hash.json", vectors.ip.length);
});

Deno.test("every IPv4 and IPv6 address survives the way to a number and back", () => {
  fc.assert(fc.property(fc.ipV4(), (ip) => assert.equal(numberToIp(ipToNumber(ip).number, 4), ip)));
  fc.assert(fc.property(fc.ipV6(), (ip) => {
    const { ipType, number } = ipToNumber(ip);
    assert.equal(ipType, 6);
    const short = numberToIp(number, 6);
    assert.deepEqual(ipToNumber(short), { ipType, number });
    assert.equal(new URL(`http://[${ip}]`).hostname, `[${short}]`);
  }));
});

Deno.test("texts that are no address are refused, not guessed", () => {
  const invalid = (error: unknown) => error instanceof ChainError && error.code === "invalid";
  const texts = [
    "",
    "1.2.3",
    "1.2.3.4.5",
    "256.1.1.1",
    "01.2.3.4",
    "1.2.3.4.",
    ":::",
    "1::2::3",
    "g::1",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::8:9",
    "example.org",
    "12345::",
    "::1.2.3.256",
  ];
  for (const text of texts) {
    assert.throws(() => ipToNumber(text), invalid, text);
    assert.equal(isIp(text), false, text);
  }
  assert.throws(() => numberToIp(1n << 32n, 4), invalid);
  assert.throws(() => numberToIp(-1n, 6), invalid);
  fc.assert(fc.property(fc.string(), (text) => assert.equal(typeof isIp(text), "boolean")));
});
