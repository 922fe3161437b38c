import assert from "node:assert/strict";
import fc from "fast-check";
import { formatIp, parseIp } from "../../../src/base/mod.ts";

Deno.test("addresses survive the way to bytes and back, as a URL writes them", () => {
  fc.assert(fc.property(fc.ipV4(), (text) => assert.equal(formatIp(parseIp(text)!), text)));
  fc.assert(fc.property(fc.ipV6(), (text) => {
    const ip = parseIp(text)!;
    assert.equal(ip.length, 16);
    assert.equal(`[${formatIp(ip)}]`, new URL(`http://[${text}]`).hostname);
    assert.deepEqual(parseIp(formatIp(ip)), ip);
  }));
});

Deno.test("forms that only some readers take for an address are refused", () => {
  const texts = [
    "010.1.1.1",
    "0x7f.1",
    "1",
    "127.1",
    "1.2.3.4.",
    " 1.2.3.4",
    "1:2:3:4:5:6:7:8::",
    "::1%eth0",
    "[::1]",
  ];
  for (const text of texts) assert.equal(parseIp(text), null, text);
});
