import { rougeSentences } from "../../../rewards/rouge_text.ts";
import { dateScore, namesSeveralDates } from "../../../rewards/date.ts";
import { evaluate } from "../../../rewards/arithmetic.ts";
import { extractNumber } from "../../../rewards/float_diff.ts";
import { clipText } from "../../../rewards/clip.ts";
import { ordinalScore } from "../../../rewards/ordinal.ts";
import { readHead } from "../../../src/dendrite/response_head.ts";
import { parseIp } from "../../../src/base/ip.ts";
import { FrameDecoder } from "../../../src/llm/local/frames.ts";
import { SpecialTexts } from "../../../src/llm/local/model/special_texts.ts";
import { solveMath } from "../../../src/llm/retrieval/math/solve.ts";
import { readQuestion } from "../../../src/llm/retrieval/question.ts";
import { asksSentiment, sentimentOf } from "../../../src/llm/retrieval/answer_sentiment.ts";
import * as protocol from "../../../src/protocol/mod.ts";
import { plainText } from "../../../src/telemetry/plain_value.ts";
import { redactText } from "../../../src/telemetry/redact.ts";
import * as text from "../../../src/text/mod.ts";
import { htmlText } from "../../../tasks/datasets/html_text.ts";
import { sectionText, titlesFromContent } from "../../../tasks/datasets/wiki_sections.ts";
import { CLEANERS } from "../../../tasks/writing/cleaners.ts";
import { quoteStranger } from "../../../tasks/writing/quote.ts";
import { contentWords, sentencesOf } from "../../../tasks/writing/words.ts";

/** A function that reads text of strangers. */
export interface Reader {
  /** File and export. */
  name: string;
  /** Characters it is given at most in the product. */
  size: number;
  read(text: string): unknown;
  /** Words of its grammar, repeated too. */
  tokens?: readonly string[];
}

const bytes = (value: string) => new TextEncoder().encode(value);
const HEADER = 65_536;
const BODY = 1_048_576;
const SCORED = 32_768;
/** Text of a page that a source sends, and of one local file after it was cut to sections. */
const PAGE = 262_144;
const DATES = ["2020-01-01 ", "May 5, 2001", "1 ", "12/12/", ". ", "Mr. "];
const SPECIALS = ["<|im_start|>", "<|im_end|>", "<|endoftext|>"];
const specials = new SpecialTexts(SPECIALS);

function caught(read: (value: string) => unknown): (value: string) => unknown {
  return (value) => {
    try {
      return read(value);
    } catch {
      // A refusal is an answer; how long it took is what counts here.
      return undefined;
    }
  };
}

function gate(value: string): void {
  const stops = new text.StopGate(["<|im_end|>", "aaaaaaaa", "\n\n\n"]);
  for (let at = 0; at < value.length; at += 64) stops.push(value.slice(at, at + 64));
  stops.flush();
}

function frames(value: string): void {
  const decoder = new FrameDecoder();
  const all = bytes(value);
  for (let at = 0; at < all.length; at += 4096) decoder.push(all.subarray(at, at + 4096));
}

/** All of them. {@link NOT_SWEPT} names the exports of their files that are none. */
export const READERS: readonly Reader[] = [
  {
    name: "src/protocol/python_float.ts#parsePythonFloat",
    size: BODY,
    read: protocol.parsePythonFloat,
    tokens: ["1_", "1e", "inf", "1."],
  },
  {
    name: "src/protocol/python_float.ts#parsePythonInt",
    size: BODY,
    read: protocol.parsePythonInt,
    tokens: ["1_"],
  },
  { name: "src/protocol/python_repr.ts#pythonRepr", size: HEADER, read: (t) => protocol.pythonRepr(t) },
  {
    name: "src/protocol/python_repr.ts#pythonListText",
    size: HEADER,
    read: (t) => protocol.pythonListText([t]),
  },
  { name: "src/protocol/header_text.ts#headerText", size: HEADER, read: (t) => protocol.headerText(t) },
  {
    name: "src/protocol/parse_headers.ts#parseSynapseHeaders",
    size: HEADER,
    read: caught((t) => {
      for (
        const name of [
          "timeout",
          "bt_header_axon_port",
          "bt_header_dendrite_nonce",
          "bt_header_input_obj_x",
          t,
        ]
      ) {
        caught(() => protocol.parseSynapseHeaders([[name, t]]))(t);
      }
    }),
    tokens: ["bt_header_axon_", "bt_header_input_obj"],
  },
  {
    name: "src/protocol/signature_text.ts#parseSignature",
    size: HEADER,
    read: (t) => protocol.parseSignature(t),
    tokens: ["0x"],
  },
  {
    name: "src/protocol/body.ts#parsePingBody",
    size: HEADER,
    read: caught((t) => protocol.parsePingBody(bytes(t))),
    tokens: ['{"a":', "[", "0,", '"",', '\\"'],
  },
  {
    name: "src/protocol/body.ts#parsePromptBody",
    size: BODY,
    read: caught((t) =>
      protocol.parsePromptBody(bytes(`{"roles":["user"],"messages":["${t}"],"timeout":"${t.slice(0, 100)}"}`))
    ),
    tokens: ["\\n", "\\u0041", '",', '"],['],
  },
  {
    name: "src/protocol/versions.ts#versionAsInt",
    size: HEADER,
    read: caught(protocol.versionAsInt),
    tokens: ["1."],
  },
  {
    name: "src/protocol/utf8.ts#splitAtCodePoints",
    size: BODY,
    read: (t) => {
      for (const _ of protocol.splitAtCodePoints(t));
    },
  },
  {
    name: "src/dendrite/response_head.ts#readHead",
    size: HEADER,
    read: caught((t) =>
      readHead(200, [["timeout", t], ["bt_header_axon_status_code", "200"], [
        "bt_header_axon_status_message",
        t,
      ], ["content-encoding", t]])
    ),
    tokens: ["\u001b[", "\u001b]"],
  },
  { name: "src/base/ip.ts#parseIp", size: HEADER, read: parseIp, tokens: ["1.", "::", "ff:"] },
  {
    name: "src/text/text.ts#stripControl",
    size: PAGE,
    read: (t) => text.stripControl(t, true),
    tokens: ["\u001b[", "\u001b]", "\u001b[0;", "\u009b"],
  },
  { name: "src/text/text.ts#truncate", size: BODY, read: (t) => text.truncate(t, 256) },
  {
    name: "src/text/text.ts#nearest",
    size: 256,
    read: (t) => text.nearest(t, ["validator", "miner", "x".repeat(200)]),
  },
  { name: "src/text/python_text.ts#pySplit", size: SCORED, read: text.pySplit },
  { name: "src/text/python_text.ts#pyStrip", size: SCORED, read: text.pyStrip },
  { name: "src/text/python_text.ts#pySplitLines", size: PAGE, read: text.pySplitLines, tokens: ["\r\n"] },
  { name: "src/text/python_text.ts#asciiDigits", size: SCORED, read: text.asciiDigits, tokens: ["٣", "𝟗"] },
  {
    name: "src/text/dates.ts#splitDateSentences",
    size: SCORED,
    read: text.splitDateSentences,
    tokens: DATES,
  },
  { name: "src/text/dates.ts#findDate", size: SCORED, read: text.findDate, tokens: DATES },
  { name: "src/text/dates.ts#findAllDates", size: SCORED, read: text.findAllDates, tokens: DATES },
  { name: "src/text/dates.ts#findYear", size: SCORED, read: text.findYear, tokens: DATES },
  { name: "src/text/dates.ts#isYearOnly", size: SCORED, read: text.isYearOnly },
  { name: "src/text/dates.ts#parseDays", size: 1024, read: text.parseDays, tokens: DATES },
  { name: "src/text/token_estimate.ts#estimateTokens", size: SCORED, read: text.estimateTokens },
  { name: "src/text/stop_gate.ts#StopGate", size: SCORED, read: gate, tokens: ["<|im_end|", "aaaaaaa "] },
  {
    name: "src/telemetry/redact.ts#redactText",
    size: 4096,
    read: (t) => redactText(t),
    tokens: ["abcd ", "bearer ", "sk-", "http://", "token=", "a://a:"],
  },
  {
    name: "src/telemetry/plain_value.ts#plainText",
    size: BODY,
    read: (t) => plainText(t),
    tokens: ["abcd ", "token="],
  },
  {
    name: "src/llm/local/model/special_texts.ts#SpecialTexts",
    size: BODY,
    read: (t) => {
      for (const _ of specials.cut(t));
    },
    tokens: [...SPECIALS, "<|im_"],
  },
  { name: "src/llm/local/frames.ts#FrameDecoder", size: BODY, read: caught(frames) },
  {
    name: "src/llm/retrieval/question.ts#readQuestion",
    size: BODY,
    read: (t) => readQuestion([{ role: "user", content: t }]),
    tokens: ["what ", "which the ", "when "],
  },
  {
    name: "src/llm/retrieval/math/solve.ts#solveMath",
    size: BODY,
    read: solveMath,
    tokens: ["1+", "x^2", "\\frac{", "sqrt(", "9^9^", "100!"],
  },
  {
    name: "src/llm/retrieval/answer_sentiment.ts#asksSentiment",
    size: BODY,
    read: asksSentiment,
    tokens: ["sentiment ", "review "],
  },
  {
    name: "src/llm/retrieval/answer_sentiment.ts#sentimentOf",
    size: BODY,
    read: sentimentOf,
    tokens: ["not ", "good ", "Review: "],
  },
  {
    name: "tasks/datasets/html_text.ts#htmlText",
    size: PAGE,
    read: htmlText,
    tokens: ["<script>", "<p", "<style", "&#x", "&amp;", "\n ", "</script", "<a href="],
  },
  {
    name: "tasks/datasets/wiki_sections.ts#titlesFromContent",
    size: PAGE,
    read: titlesFromContent,
    tokens: ["= ", "== a ==\n", "== "],
  },
  {
    name: "tasks/datasets/wiki_sections.ts#sectionText",
    size: PAGE,
    read: (t) => sectionText(`== a ==${t}`, "a"),
    tokens: ["== a =="],
  },
  {
    name: "tasks/writing/quote.ts#quoteStranger",
    size: BODY,
    read: (t) => quoteStranger(t),
    tokens: ["<|", "<<<", "[INST]", "{{"],
  },
  { name: "tasks/writing/words.ts#sentencesOf", size: SCORED, read: sentencesOf, tokens: DATES },
  { name: "tasks/writing/words.ts#contentWords", size: SCORED, read: contentWords, tokens: ["a-", "a'"] },
  ...Object.entries(CLEANERS).map(([name, clean]): Reader => ({
    name: `tasks/writing/cleaners.ts#CLEANERS.${name}`,
    size: SCORED,
    read: (t) => clean(t),
    tokens: ["User: ", '"', "**", "1. ", "Question: "],
  })),
  { name: "rewards/rouge_text.ts#rougeSentences", size: SCORED, read: rougeSentences, tokens: ["a.\n"] },
  { name: "rewards/date.ts#namesSeveralDates", size: SCORED, read: namesSeveralDates, tokens: DATES },
  { name: "rewards/date.ts#dateScore", size: SCORED, read: (t) => dateScore("2020-01-01", t), tokens: DATES },
  { name: "rewards/arithmetic.ts#evaluate", size: 256, read: evaluate, tokens: ["(", "1+", "-", "9**9**"] },
  {
    name: "rewards/float_diff.ts#extractNumber",
    size: SCORED,
    read: extractNumber,
    tokens: ["1 ", "1,", "(1 ", "9**9 "],
  },
  { name: "rewards/clip.ts#clipText", size: BODY, read: clipText },
  {
    name: "rewards/ordinal.ts#ordinalScore",
    size: SCORED,
    read: (t) => ordinalScore("positive", t),
    tokens: ["positive", "pos"],
  },
];

/** Exports of the same files that read no text of strangers, or only through a swept one, and why. */
export const NOT_SWEPT: Readonly<Record<string, string>> = {
  pythonFloatText: "takes a number",
  formatHostPort: "joins an address and a port",
  pythonBytes: "behind pythonRepr: the same writer",
  pythonTypeOf: "takes a schema of ours",
  pythonReprBytes: "behind pythonRepr",
  pythonListBytes: "behind pythonListText",
  requestSignatureText: "joins texts",
  responseSignatureText: "joins texts",
  signatureHeader: "takes 64 bytes",
  SurrogateJoiner: "looks at the last unit of each piece",
  Utf8Decoder: "the platform decodes",
  isPySpace: "takes one character",
  stripChars: "behind pyStrip",
  maskDate: "takes what findDate found",
  tokenPieces: "the pattern of estimateTokens",
  tidyMessage: "behind readHead",
  isSecretKey: "takes names of fields",
  isPublicHexKey: "takes names of fields",
  plainValue: "plainText for each text, bounded in number",
};
