import { contactFlag } from "../../../../src/cli/flags/address_flags.ts";
import { userAgentOf } from "../../../../src/cli/version.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import { announcedIp, axonAddress, boundIp, readHostPort } from "../../../../src/cli/flags/address_flags.ts";
import { formatHostPort } from "../../../../src/text/mod.ts";

const announced = announcedIp({ help: "h" }).schema;
const bound = boundIp({ help: "h", default: "[::]" }).schema;
const axon = axonAddress({ help: "h" }).schema;

Deno.test("addresses that nobody can dial are not announced, in any spelling", () => {
  for (
    const ip of [
      "0.0.0.0",
      "0.1.2.3",
      "224.0.0.1",
      "239.255.255.255",
      "240.0.0.1",
      "255.255.255.255",
      "::",
      "[::]",
      "0:0:0:0:0:0:0:0",
      "ff02::1",
      "FF0E::1",
      "[ff02::1]",
      "::ffff:0.0.0.0",
      "::ffff:224.0.0.1",
      "::ffff:e000:1",
      "1.2.3",
      "1.2.3.4.5",
      "256.1.1.1",
      "01.2.3.4",
      "0x7f.0.0.1",
      "2130706433",
      "localhost",
      "example.org",
      "",
      " ",
      "1.2.3.4:80",
      "[1.2.3.4]",
      "fe80::1%eth0",
      ":::",
      "1::2::3",
      "http://1.2.3.4",
      "[::1",
    ]
  ) assert.equal(announced.safeParse(ip).success, false, ip);
});

Deno.test("addresses that can be dialed are announced without brackets", () => {
  for (const ip of ["203.0.113.5", "127.0.0.1", "10.0.0.1", "::1", "2001:db8::1", "223.255.255.255"]) {
    assert.equal(announced.parse(ip), ip);
    if (ip.includes(":")) assert.equal(announced.parse(`[${ip}]`), ip);
  }
});

Deno.test("a listener binds any address of this machine, but no multicast address and no name", () => {
  for (
    const [text, ip] of [["[::]", "::"], ["::", "::"], ["0.0.0.0", "0.0.0.0"], ["localhost", "localhost"]]
  ) {
    assert.equal(bound.parse(text), ip);
  }
  for (const text of ["224.0.0.1", "ff02::1", "example.org", "", "256.0.0.1"]) {
    assert.equal(bound.safeParse(text).success, false, text);
  }
});

Deno.test("an axon to ask is an IP address and a port; the error says what is wrong", () => {
  assert.deepEqual(axon.parse("[2001:db8::1]:8091"), { ip: "2001:db8::1", port: 8091 });
  for (
    const [text, why] of [
      ["localhost:18192", /127\.0\.0\.1/],
      ["example.org:80", /not a host name/],
      ["127.0.0.1:99999", /1 to 65535/],
      ["127.0.0.1:0", /1 to 65535/],
      ["127.0.0.1", /IP:PORT/],
      ["::1", /brackets/],
      ["::1:8091", /brackets/],
      [":8091", /./],
      ["[::1]", /./],
      ["1.2.3.4:80:90", /IP:PORT/],
      ["1.2.3.4:-1", /IP:PORT/],
      ["", /IP:PORT/],
    ] as const
  ) {
    const result = axon.safeParse(text);
    assert.ok(!result.success, text);
    assert.match(result.error.issues[0]!.message, why, text);
  }
});

Deno.test("an address that is printed can be given back", () => {
  const group = fc.integer({ min: 0, max: 0xffff }).map((n) => n.toString(16));
  const v6 = fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(":"));
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), v6), fc.integer({ min: 1, max: 65535 }), (ip, port) => {
      assert.deepEqual(readHostPort(formatHostPort(ip, port)), { ip, port });
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => void readHostPort(text)));
});

Deno.test("a contact is an e-mail or web address and cannot add words to a header", () => {
  for (
    const good of [
      "me@example.org",
      "mailto:a.b+c@x-y.example.org",
      "https://example.org/sn1?a=1",
      "http://h:80",
    ]
  ) {
    assert.equal(contactFlag.schema.parse(good), good);
    assert.ok(userAgentOf(good).endsWith(`; ${good})`));
  }
  for (
    const bad of [
      "",
      "me",
      "@x.org",
      "a@b",
      "ftp://x",
      "a@b.org\r\nX: 1",
      "a@b.org)",
      "https://x/(y)",
      "é@x.org",
      "x".repeat(300) + "@x.org",
    ]
  ) {
    assert.equal(contactFlag.schema.safeParse(bad).success, false, bad);
  }
  assert.doesNotMatch(userAgentOf(undefined), /undefined/);
});
