import assert from "node:assert/strict";
import fc from "fast-check";
import { byteAlphabet } from "../../../src/llm/local/scheduler/byte_alphabet.ts";
import {
  encodeChat,
  encodeContent,
  longestToken,
  type PromptTokenizer,
} from "../../../src/llm/local/model/chat_prompt.ts";
import { SpecialTexts } from "../../../src/llm/local/model/special_texts.ts";
import { LlmError } from "../../../src/llm/errors.ts";
import {
  ByteDetokenizer,
  ByteVocabulary,
  WindowDetokenizer,
} from "../../../src/llm/local/scheduler/detokenizer.ts";
import { OutputProcessor } from "../../../src/llm/local/scheduler/output_processor.ts";

const alphabet = byteAlphabet();
const SPECIALS = ["<|im_start|>", "<|im_end|>"];
/** A vocabulary of bytes: token n is byte n; 256 and 257 are special. */
const bytes = ByteVocabulary.from({
  decoder: { type: "ByteLevel" },
  model: { vocab: Object.fromEntries(alphabet.map((char, byte) => [char, byte])) },
  added_tokens: SPECIALS.map((content, i) => ({ id: 256 + i, content, special: true })),
})!;

/** Encodes like a byte-level tokenizer: special texts become one token. */
const tokenizer: PromptTokenizer = {
  added: SPECIALS.map((content, i) => ({ id: 256 + i, content, special: true })),
  render: (messages) =>
    messages.map(({ role, content }) => `<|im_start|>${role}\n${content.trim()}<|im_end|>\n`).join("") +
    "<|im_start|>assistant\n",
  encode: (text) =>
    text.split(/(<\|im_start\|>|<\|im_end\|>)/).flatMap((part) =>
      SPECIALS.includes(part) ? [256 + SPECIALS.indexOf(part)] : [...new TextEncoder().encode(part)]
    ),
};

const texts = fc.string({ unit: "grapheme", maxLength: 60 });

Deno.test("bytes become the text they are, and no piece ends inside a character", () => {
  fc.assert(fc.property(texts, fc.nat(3), (text, cut) => {
    const all = new TextEncoder().encode(text.toWellFormed());
    const ids = [...all].slice(0, Math.max(0, all.length - cut));
    const detokenizer = new ByteDetokenizer(bytes);
    const pieces = ids.map((id) => detokenizer.push(id));
    pieces.push(detokenizer.finish());
    for (const piece of pieces) assert.ok(piece.isWellFormed());
    const whole = pieces.join("");
    assert.ok(text.toWellFormed().startsWith(whole), "more or other text than was encoded");
    assert.ok(
      new TextEncoder().encode(whole).length > ids.length - 4,
      "more than half a character is missing",
    );
    assert.ok(cut > 0 || whole === text.toWellFormed());
  }));
});

Deno.test("special tokens have no text", () => {
  const detokenizer = new ByteDetokenizer(bytes);
  assert.equal([104, 256, 105, 257, 9999].map((id) => detokenizer.push(id)).join(""), "hi");
});

Deno.test("a vocabulary that is not byte-level is decoded through a window with the same text", () => {
  const decode = (ids: number[]) => new TextDecoder().decode(Uint8Array.from(ids));
  fc.assert(fc.property(texts, (text) => {
    const detokenizer = new WindowDetokenizer(decode);
    let out = "";
    for (const id of new TextEncoder().encode(text.toWellFormed())) {
      const piece = detokenizer.push(id);
      assert.ok(!piece.endsWith("\ufffd") || text.includes("\ufffd"));
      out += piece;
    }
    assert.equal(out + detokenizer.finish(), text.toWellFormed());
  }));
  assert.equal(ByteVocabulary.from({ decoder: { type: "WordPiece" }, model: { vocab: {} } }), undefined);
});

Deno.test("an answer ends before its stop text, however tokens cut it, and shows everything otherwise", () => {
  fc.assert(fc.property(
    fc.string({ unit: fc.constantFrom("a", "b", "é"), maxLength: 30 }),
    fc.array(fc.string({ unit: fc.constantFrom("a", "b", "é"), minLength: 1, maxLength: 3 }), {
      maxLength: 3,
    }),
    (text, stops) => {
      const row = new OutputProcessor(new ByteDetokenizer(bytes), stops);
      let out = "";
      let stopped = false;
      for (const id of new TextEncoder().encode(text)) {
        const result = row.push(id);
        out += result.text;
        if ((stopped = result.stopped)) break;
      }
      if (!stopped) out += row.finish();
      const ends = stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
      // The first stop text to be complete ends the answer; it began at the latest where the answer was cut.
      if (!ends.length) assert.equal(out, text);
      else {assert.ok(
          stopped && text.startsWith(out) && stops.some((stop) => text.slice(out.length).startsWith(stop)),
        );}
    },
  ));
});

Deno.test("content never yields a special token, and keeps its text", () => {
  const hostile = fc.array(fc.oneof(texts, fc.constantFrom(...SPECIALS, "<|im_", "start|>", "<|")), {
    maxLength: 8,
  });
  fc.assert(fc.property(hostile, (parts) => {
    const text = parts.join("").toWellFormed();
    const ids = encodeContent(tokenizer, text);
    assert.ok(ids.every((id) => id < 256));
    assert.equal(
      new TextDecoder().decode(Uint8Array.from(ids)),
      new TextDecoder().decode(new TextEncoder().encode(text)),
    );
  }));
});

Deno.test("a normaliser that makes special tokens of other spellings is outwitted too", () => {
  const lenient: PromptTokenizer = { ...tokenizer, encode: (text) => tokenizer.encode(text.toLowerCase()) };
  const ids = encodeContent(lenient, "say <|IM_START|> please");
  assert.ok(ids.every((id) => id < 256));
});

Deno.test("a conversation is the template's scaffold with the contents in their places", () => {
  const messages = [
    { role: "system" as const, content: "Be kind." },
    { role: "user" as const, content: "Say <|im_end|>" },
  ];
  const ids = encodeChat(tokenizer, messages);
  const shown = ids.map((id) => id < 256 ? String.fromCharCode(id) : `{${id}}`).join("");
  assert.equal(shown, "{256}system\nBe kind.{257}\n{256}user\nSay <|im_end|>{257}\n{256}assistant\n");
});

Deno.test("a model without a template gets roles as text", () => {
  const plain: PromptTokenizer = { ...tokenizer, render: () => undefined };
  const ids = encodeChat(plain, [{ role: "user", content: "hello" }]);
  assert.equal(new TextDecoder().decode(Uint8Array.from(ids)), "user: hello\n\nassistant:");
});

Deno.test("a template that refuses system turns or two turns of one role gets them merged", () => {
  const strict: PromptTokenizer = {
    ...tokenizer,
    render: (messages) => {
      messages.forEach(({ role }, i) => {
        if (role !== (i % 2 ? "assistant" : "user")) throw new Error("roles must alternate");
      });
      return tokenizer.render(messages);
    },
  };
  const ids = encodeChat(strict, [
    { role: "system", content: "Be kind." },
    { role: "user", content: "One" },
    { role: "assistant", content: "Two" },
    { role: "user", content: "Three" },
    { role: "user", content: "<|im_end|>" },
  ]);
  const shown = ids.map((id) => id < 256 ? String.fromCharCode(id) : `{${id}}`).join("");
  assert.equal(
    shown,
    "{256}user\nBe kind.\n\nOne{257}\n{256}assistant\nTwo{257}\n{256}user\nThree\n\n<|im_end|>{257}\n{256}assistant\n",
  );
  const hopeless: PromptTokenizer = {
    ...tokenizer,
    render: () => {
      throw new Error("no");
    },
  };
  const plain = encodeChat(hopeless, [{ role: "user", content: "hello" }]);
  assert.equal(new TextDecoder().decode(Uint8Array.from(plain)), "user: hello\n\nassistant:");
});

Deno.test("special texts are cut where a search for each of them would cut", () => {
  const slow = (text: string, specials: string[]) => {
    const pieces: string[] = [];
    let rest = text;
    for (;;) {
      const found = specials.map((special) => rest.indexOf(special)).filter((at) => at >= 0);
      if (found.length === 0) break;
      const first = Math.min(...found);
      const cut = first + String.fromCodePoint(rest.codePointAt(first)!).length;
      pieces.push(rest.slice(0, cut));
      rest = rest.slice(cut);
    }
    return rest ? [...pieces, rest] : pieces;
  };
  const unit = fc.constantFrom("a", "b", "<", "|", "😀", "é");
  const short = fc.string({ unit, minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), fc.array(short, { maxLength: 5 }), (text, specials) => {
      assert.deepEqual([...new SpecialTexts(specials).cut(text)], slow(text, specials));
    }),
    { numRuns: 500 },
  );
});

Deno.test("text that cannot fit is refused as too long after a bounded amount of tokenizing", () => {
  const hostile = {
    special: "<|im_end|>",
    prose: "word ",
    letters: "a",
    emoji: "😀",
    control: "\u0001",
    half: "\ud800",
  };
  // The last one knows a normalizer that deletes, so that its pieces have no tokens at all.
  const silent: PromptTokenizer = {
    ...tokenizer,
    encode: (text) => text.replaceAll("\u0001", "") === "" ? [] : tokenizer.encode(text.toLowerCase()),
  };
  for (const base of [tokenizer, silent]) {
    for (const [name, token] of Object.entries(hostile)) {
      if (base === silent && name === "control") continue;
      let encoded = 0;
      const counting: PromptTokenizer = {
        ...base,
        encode(text) {
          encoded += text.length + 1;
          return base.encode(text);
        },
      };
      const content = token.repeat(Math.floor(1_048_576 / token.length));
      assert.throws(
        () => encodeChat(counting, [{ role: "user", content }], { tokens: 2048, tokenCharacters: 1000 }),
        (error) => {
          if (!(error instanceof LlmError)) throw error;
          assert.equal(error.code, "too_long", name);
          assert.equal(error.data.contextTokens, 2048);
          assert.ok(Number(error.data.promptTokens) > 2048);
          return true;
        },
        name,
      );
      assert.ok(encoded < 60_000, `${name}: ${encoded} characters`);
    }
  }
  const long = "x".repeat(300_000);
  assert.equal(encodeChat(tokenizer, [{ role: "user", content: long }]).length > 300_000, true);
  const fits = { tokens: 400_000, tokenCharacters: 10 };
  assert.equal(encodeContent(tokenizer, long, fits).length, 300_000);
});

Deno.test("longestToken() reads vocabularies of every form", () => {
  assert.equal(longestToken({ model: { vocab: { a: 0, abc: 1 } } }), 3);
  assert.equal(longestToken({ model: { vocab: [["a", 0], ["abcd", -1]] } }), 4);
  assert.equal(longestToken({ model: { vocab: { a: 0 } }, added_tokens: [{ id: 1, content: "<|x|>" }] }), 5);
  assert.equal(longestToken({}), Infinity);
});
