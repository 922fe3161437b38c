import assert from "node:assert/strict";
import fc from "fast-check";
import * as p from "../../../src/protocol/mod.ts";

Deno.test("pythonRepr() escapes half a surrogate pair and never throws", () => {
  assert.equal(p.pythonRepr("\ud800"), "'\\ud800'");
  assert.equal(p.pythonRepr("a\udc00b"), "'a\\udc00b'");
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const repr = p.pythonRepr(text);
    assert.ok(repr.isWellFormed());
    // deno-lint-ignore no-control-regex
    assert.ok(!/[\u0000-\u001f\u007f-\u00a0\u00ad]/.test(repr));
  }));
});

Deno.test("pythonRepr() of different texts differs, so that a hash binds one text", () => {
  const tricky = fc.string({
    unit: fc.constantFrom("'", '"', "\\", "n", "\n", "x", "0", "\u0000", "é", "\u200d"),
  });
  fc.assert(fc.property(tricky, tricky, (a, b) => {
    if (a !== b) assert.notEqual(p.pythonRepr(a), p.pythonRepr(b));
  }));
});

Deno.test("bodyHashMatches() accepts what a Python with other Unicode data would hash", () => {
  const messages = ["new in 15.0: \u{1face}", "new in 16.0: \u{1fae9}"];
  const hashes = new Set(p.UNICODE_VERSIONS.map((version) => p.bodyHash(messages, version)));
  assert.ok(hashes.size >= 3);
  for (const hash of hashes) assert.ok(p.bodyHashMatches(messages, hash));
  assert.ok(!p.bodyHashMatches(["plain"], p.bodyHash(messages)));
  assert.ok(!p.bodyHashMatches(messages, undefined));
  assert.ok(!p.bodyHashMatches(messages, ""));
});

Deno.test("dependsOnUnicodeVersion() is false for what all versions agree on", () => {
  assert.ok(!p.dependsOnUnicodeVersion("café 日本語 😀 \u200d \ue000 \ud800"));
  assert.ok(p.dependsOnUnicodeVersion("\u{1face}"));
});

Deno.test("pythonFloatText() always reads back as the same number", () => {
  fc.assert(fc.property(fc.double(), (value) => {
    assert.ok(Object.is(p.parsePythonFloat(p.pythonFloatText(value)), value));
  }));
});

Deno.test("parsePythonFloat() and parsePythonInt() accept and refuse as Python does", () => {
  for (
    const [text, value] of [["10", 10], [" 1_0.5e1 ", 105], [".5", 0.5], ["5.", 5], [
      "-Infinity",
      -Infinity,
    ]] as const
  ) {
    assert.equal(p.parsePythonFloat(text), value, text);
  }
  for (const text of ["", "abc", "0x10", "1__0", "_1", "1e", ".", "1,5", "١"]) {
    assert.equal(p.parsePythonFloat(text), undefined, text);
  }
  assert.equal(p.parsePythonInt(" +1_000 "), 1000n);
  assert.equal(p.parsePythonInt("-7"), -7n);
  for (const text of ["", "7.0", "1e3", "0x1", "--1", "9".repeat(41), "1".repeat(1_000_000)]) {
    assert.equal(p.parsePythonInt(text), undefined);
  }
});

Deno.test("numbers of more than 64 characters are refused before they are looked at", () => {
  const digits = (count: number) => "1".repeat(count);
  assert.equal(p.parsePythonFloat(digits(p.MAX_NUMBER_CHARACTERS)), Number(digits(64)));
  assert.equal(p.parsePythonFloat(digits(p.MAX_NUMBER_CHARACTERS + 1)), undefined);
  assert.equal(p.parsePythonFloat(" ".repeat(p.MAX_NUMBER_CHARACTERS) + "1"), undefined);
  assert.equal(p.parsePythonFloat("0." + digits(62)), Number("0." + digits(62)));
});

/** `repr` written a second time, one character after the other, as CPython's `unicode_repr` does it. */
function slowRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return quote + Array.from(text, (char) => {
    const code = char.codePointAt(0)!;
    const short = ({ "\t": "\\t", "\n": "\\n", "\r": "\\r" } as Record<string, string>)[char];
    if (char === quote || char === "\\") return "\\" + char;
    if (short) return short;
    if (code >= 0x20 && code < 0x7f || code >= 0x80 && p.isPrintable(code)) return char;
    const hex = (digits: number) => code.toString(16).padStart(digits, "0");
    return code < 0x100 ? `\\x${hex(2)}` : code < 0x10000 ? `\\u${hex(4)}` : `\\U${hex(8)}`;
  }).join("") + quote;
}

Deno.test("pythonRepr() is exact for every code point and over the seams of its pieces", () => {
  for (let code = 0; code < 0x110000; code += 0x1000) {
    const block = String.fromCodePoint(...Array.from({ length: 0x1000 }, (_, i) => code + i));
    // A block of low surrogates after one of high ones would be pairs.
    assert.equal(p.pythonRepr(block), slowRepr(block), code.toString(16));
  }
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat(20), (text, shift) => {
      const long = "\u00e9".repeat(32_760 + shift) + text + "\u{1f600}".repeat(16_400);
      assert.equal(p.pythonRepr(long), slowRepr(long));
    }),
    { numRuns: 20 },
  );
});

Deno.test("bodyHashSteps() pauses often, finds every version and says what it computed", () => {
  const long = "new in 16.0: \u{1fae9}" + "\u0085".repeat(100_000);
  for (const version of p.UNICODE_VERSIONS) {
    const steps = p.bodyHashSteps([long], p.bodyHash([long], version));
    let pauses = 0;
    for (;;) {
      const step = steps.next();
      if (step.done) {
        assert.deepEqual(step.value, { matches: true, computed: p.bodyHash([long]) });
        break;
      }
      pauses++;
    }
    assert.ok(pauses >= 7, `${pauses} pauses`);
  }
});

Deno.test("bodies of very many values and long pings are refused before they are read", () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  const refused = (error: unknown) => error instanceof p.ProtocolError && error.code === "body";
  const list = (count: number) => encode(`{"x":[${"0,".repeat(count)}0]}`);
  assert.equal(p.parsePingBody(list(p.MAX_BODY_TOKENS - 2)).timeoutS, p.DEFAULT_TIMEOUT_S);
  assert.throws(() => p.parsePingBody(list(p.MAX_BODY_TOKENS - 1)), refused);
  // Brackets and commas inside texts are text.
  const text = '[{,\\"'.repeat(5000);
  const body = encode(JSON.stringify({ roles: ["user"], messages: [text] }));
  assert.deepEqual(p.parsePromptBody(body).prompt.messages, [text]);
  for (const nested of ["[", '{"a":', "0,"]) {
    assert.throws(() => p.parsePromptBody(encode(`{"messages":[${nested.repeat(10_000)}`)), refused);
  }
  const padded = (bytes: number) => encode(`{"a":"${"x".repeat(bytes - 8)}"}`);
  assert.equal(p.parsePingBody(padded(p.MAX_PING_BYTES)).timeoutS, p.DEFAULT_TIMEOUT_S);
  assert.throws(() => p.parsePingBody(padded(p.MAX_PING_BYTES + 1)), refused);
});

Deno.test("versionAsInt() cuts suffixes and refuses what is no version", () => {
  assert.equal(p.versionAsInt("10.2.0rc1"), 10002000);
  assert.throws(() => p.versionAsInt("seven"), p.ProtocolError);
});

Deno.test("headerText() makes any text fit for a header line", () => {
  assert.equal(p.headerText("  two\r\nlines \u00e9 日\u0000 "), "two lines \u00e9 ?");
  assert.equal(p.headerText("😀"), "?");
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 2000 }), (text) => {
    const clean = p.headerText(text);
    assert.ok(clean.length <= 1024);
    new Headers().set("x", clean);
    assert.equal(clean, clean.trim());
  }));
});

Deno.test("splitAtCodePoints() cuts into small whole pieces that join to the text", () => {
  assert.deepEqual([...p.splitAtCodePoints("")], []);
  const text = fc.string({ unit: "grapheme", maxLength: 300 });
  fc.assert(fc.property(text, fc.integer({ min: 4, max: 64 }), (value, limit) => {
    const pieces = [...p.splitAtCodePoints(value, limit)];
    assert.equal(pieces.join(""), value);
    for (const piece of pieces) {
      assert.ok(piece.isWellFormed());
      const bytes = new TextEncoder().encode(piece).length;
      assert.ok(bytes > 0 && bytes <= limit);
    }
  }));
});

Deno.test("SurrogateJoiner mends pairs that were cut and replaces halves that stay alone", () => {
  const joiner = new p.SurrogateJoiner();
  assert.equal(joiner.push("a\ud83d"), "a");
  assert.equal(joiner.push("\ude00b"), "😀b");
  assert.equal(joiner.push("\ud83d"), "");
  assert.equal(joiner.push("x"), "\ufffdx");
  assert.equal(joiner.push("\ud83d"), "");
  assert.equal(joiner.end(), "\ufffd");
  fc.assert(fc.property(fc.array(fc.string({ unit: "binary" })), (pieces) => {
    const each = new p.SurrogateJoiner();
    assert.equal(
      pieces.map((piece) => each.push(piece)).join("") + each.end(),
      pieces.join("").toWellFormed(),
    );
  }));
});

Deno.test("Utf8Decoder joins characters over pieces and refuses an end inside one", () => {
  const bytes = new TextEncoder().encode("\ufeffcafé 😀");
  const decoder = new p.Utf8Decoder();
  const text = Array.from(bytes, (byte) => decoder.push(Uint8Array.of(byte))).join("") + decoder.end();
  assert.equal(text, "\ufeffcafé 😀");
  const cut = new p.Utf8Decoder();
  cut.push(Uint8Array.of(0xc3));
  assert.throws(() => cut.end(), (error) => error instanceof p.ProtocolError && error.code === "utf8");
  assert.throws(() => new p.Utf8Decoder().push(Uint8Array.of(0xff)), p.ProtocolError);
});

Deno.test("parseSignature() takes 0x and 128 hex digits only", () => {
  const bytes = new Uint8Array(64).fill(0xab);
  assert.deepEqual(p.parseSignature(p.signatureHeader(bytes)), bytes);
  for (
    const bad of [
      undefined,
      "",
      "0x",
      "ab".repeat(64),
      `0x${"ab".repeat(63)}`,
      `0x${"zz".repeat(64)}`,
      `0x${"ab".repeat(65)}`,
    ]
  ) {
    assert.equal(p.parseSignature(bad), undefined);
  }
});

Deno.test("the signature texts write None for what is missing", () => {
  assert.equal(
    p.requestSignatureText({
      nonce: "1",
      dendriteHotkey: "d",
      axonHotkey: "a",
      uuid: undefined,
      bodyHash: "h",
    }),
    "1.d.a.None.h",
  );
  assert.equal(
    p.responseSignatureText({ nonce: "1", dendriteHotkey: "d", axonHotkey: undefined, uuid: "u" }),
    "1.d.None.u",
  );
});
