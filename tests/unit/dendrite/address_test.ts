import assert from "node:assert/strict";
import fc from "fast-check";
import { dialOf } from "../../../src/dendrite/mod.ts";

const dial = (ip: string, allowPrivate = false, externalIp?: string) =>
  dialOf({ ip, port: 8091 }, allowPrivate, externalIp);

Deno.test("addresses that lead into one's own network are not dialled", () => {
  for (
    const ip of [
      "0.0.0.0",
      "0.1.2.3",
      "10.0.0.1",
      "100.64.0.1",
      "100.127.255.255",
      "127.0.0.1",
      "127.8.9.1",
      "169.254.169.254",
      "172.16.0.1",
      "172.31.255.255",
      "192.168.1.1",
      "198.18.0.1",
      "224.0.0.1",
      "255.255.255.255",
      "::",
      "::1",
      "0:0:0:0:0:0:0:1",
      "::ffff:127.0.0.1",
      "::ffff:8.8.8.8",
      "::FFFF:7f00:1",
      "::127.0.0.1",
      "64:ff9b::10.0.0.1",
      "2002:7f00:1::",
      "fc00::1",
      "fd12:3456::1",
      "fe80::1",
      "febf::1",
      "ff02::1",
    ]
  ) {
    assert.equal(typeof dial(ip), "string", ip);
  }
});

Deno.test("public addresses are dialled, IPv6 in brackets", () => {
  for (
    const ip of [
      "8.8.8.8",
      "100.63.255.255",
      "100.128.0.0",
      "172.15.0.1",
      "172.32.0.1",
      "11.0.0.1",
      "223.255.255.255",
    ]
  ) {
    assert.deepEqual(dial(ip), { host: ip, urlHost: ip, port: 8091 });
  }
  assert.deepEqual(dial("2606:4700::1111"), {
    host: "2606:4700::1111",
    urlHost: "[2606:4700::1111]",
    port: 8091,
  });
});

Deno.test("names and odd spellings of addresses are not resolved", () => {
  for (
    const ip of [
      "",
      "localhost",
      "example.org",
      "2130706433",
      "0x7f.1",
      "127.1",
      "0177.0.0.1",
      "8.8.8.8 ",
      "8.8.8",
      "8.8.8.256",
      "8.8.8.8/24",
      "[::1]",
      "fe80::1%eth0",
      "1::2::3",
      "1:2:3:4:5:6:7:8:9",
      "1:2:3:4:5:6:7",
      "::1.2.3",
      "12345::",
      "1:1.2.3.4",
      "8.8.8.8@127.0.0.1",
      "8.8.8.8\r\nx: y",
    ]
  ) {
    assert.equal(dial(ip), "not an IP address", ip);
    assert.equal(dial(ip, true), "not an IP address", ip);
  }
});

Deno.test("private addresses are dialled when they are allowed, unspecified and multicast never", () => {
  for (const ip of ["127.0.0.1", "10.1.2.3", "192.168.0.1", "::1", "fd00::1", "::ffff:127.0.0.1"]) {
    assert.equal(typeof dial(ip, true), "object", ip);
  }
  for (const ip of ["0.0.0.0", "255.255.255.255", "224.0.0.1", "::", "ff02::1", "::ffff:0.0.0.0"]) {
    assert.equal(typeof dial(ip, true), "string", ip);
  }
});

Deno.test("the own external address is dialled as loopback", () => {
  assert.deepEqual(dial("198.51.100.7", false, "198.51.100.7"), {
    host: "127.0.0.1",
    urlHost: "127.0.0.1",
    port: 8091,
  });
  assert.equal(typeof dial("127.0.0.1", false, "198.51.100.7"), "string");
});

Deno.test("impossible ports are not dialled", () => {
  for (const port of [0, -1, 65536, 1.5, NaN]) {
    assert.equal(dialOf({ ip: "8.8.8.8", port }, false, undefined), "no such port");
  }
});

Deno.test("every way to write a loopback or private IPv4 address inside IPv6 is refused", () => {
  const octet = fc.nat(255);
  const inner = fc.oneof(
    fc.tuple(fc.constant(127), octet, octet, octet),
    fc.tuple(fc.constant(10), octet, octet, octet),
    fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
  );
  fc.assert(fc.property(inner, ([a, b, c, d]) => {
    const [high, low] = [(a << 8 | b).toString(16), (c << 8 | d).toString(16)];
    for (
      const ip of [
        `::ffff:${a}.${b}.${c}.${d}`,
        `::ffff:${high}:${low}`,
        `0:0:0:0:0:ffff:${high}:${low}`,
        `64:ff9b::${high}:${low}`,
        `2002:${high}:${low}::1`,
      ]
    ) {
      assert.equal(typeof dial(ip), "string", ip);
    }
  }));
});

Deno.test("whatever a text is, the decision is an address or a reason", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()), (ip) => {
    const decided = dial(ip);
    if (typeof decided !== "string") assert.equal(decided.host, ip);
  }));
});

Deno.test("each random public IPv6 address reads the way the URL standard reads it", () => {
  fc.assert(fc.property(fc.ipV6(), (ip) => {
    const known = URL.canParse(`http://[${ip}]/`);
    assert.equal(dial(ip, true) !== "not an IP address", known, ip);
  }));
});
