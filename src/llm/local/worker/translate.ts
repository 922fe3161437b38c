import { LlmError } from "../../errors.ts";
import type { ReadyInfo, StartOptions } from "../protocol.ts";
import { LANGUAGE_CODES } from "./languages.data.ts";
import { loadPipeline } from "../model/load_pipeline.ts";
import { contextOf } from "../model/model_folder.ts";

/** Characters translated at a time: models read a few hundred tokens and silently drop the rest. */
const PIECE_CHARS = 400;

/** A loaded translation model. */
export interface Interpreter {
  readonly info: ReadyInfo;
  translate(text: string, from: string, to: string, isAborted: () => boolean): Promise<string>;
}

/** The parts of the library's translation tokenizers that its types do not show. */
interface LanguageTokenizer {
  language_codes?: string[];
}

/**
 * Cuts a text into pieces a model can read, at sentence ends where there are any; white space between pieces is kept
 * apart, so that joining the translations keeps lines and paragraphs.
 */
export function cutText(text: string, limit = PIECE_CHARS): { text: string; gap: string }[] {
  const pieces: { text: string; gap: string }[] = [];
  for (const match of text.matchAll(/([^\n]*?[.!?…]["')\]]*|[^\n]+?)(\s*\n\s*|\s+|$)/gu)) {
    const [, sentence, gap] = match;
    if (!sentence) continue;
    const last = pieces[pieces.length - 1];
    const joins = last && !last.gap.includes("\n") && last.text.length + sentence.length < limit;
    if (joins) {
      last.text += last.gap + sentence;
      last.gap = gap!;
    } else pieces.push({ text: sentence, gap: gap! });
  }
  return pieces.flatMap((piece) => {
    if (piece.text.length <= limit) return [piece];
    const parts = piece.text.match(new RegExp(`[^]{1,${limit}}`, "gu")) ?? [];
    return parts.map((part, i) => ({ text: part, gap: i === parts.length - 1 ? piece.gap : "" }));
  });
}

/** Pairs a model offers, and the model's own name of each language. */
function languagesOf(
  options: StartOptions,
  codes: readonly string[] | undefined,
): { pairs: [string, string][]; own: (code: string) => string | undefined } {
  if (codes?.length) {
    const own = new Map<string, string>();
    for (const [iso, names] of Object.entries(LANGUAGE_CODES)) {
      const name = names.find((candidate) => codes.includes(candidate));
      if (name !== undefined) own.set(iso, name);
    }
    const known = [...own.keys()];
    const all = known.flatMap((a) => known.filter((b) => b !== a).map((b): [string, string] => [a, b]));
    return { pairs: options.pairs ?? all, own: (code) => own.get(code) };
  }
  // A model of one direction carries its languages in its name: opus-mt-en-fr.
  const match = /-([a-z]{2})-([a-z]{2})$/.exec(options.model.replace(/\/+$/, ""));
  const pairs = options.pairs ?? (match ? [[match[1]!, match[2]!] as [string, string]] : []);
  return { pairs, own: () => undefined };
}

/**
 * Loads a translation model through the library's pipeline: one for many languages (M2M100, NLLB, mBART) or one for a
 * single direction (Marian).
 * @throws LlmError `not_found`, `bad_model`, `device`, `config` when its languages are unknown
 */
export async function loadInterpreter(options: StartOptions): Promise<Interpreter> {
  const { pipeline: translate, folder, device, notes } = await loadPipeline(
    "translation",
    options,
    "encoder_model",
  );
  const codes = (translate.tokenizer as unknown as LanguageTokenizer).language_codes;
  const { pairs, own } = languagesOf(options, codes);
  if (!pairs.length) {
    throw new LlmError("config", `which languages ${options.name} translates is not known`, {
      hint: "a folder named like opus-mt-en-fr says it",
    });
  }
  const contextTokens = contextOf(folder.config);
  return {
    info: { model: options.name, device: device.name, contextTokens, parallel: 1, notes, pairs },
    async translate(text, from, to, isAborted) {
      if (!pairs.some(([a, b]) => a === from && b === to)) {
        throw new LlmError("config", `${options.name} does not translate from "${from}" to "${to}"`);
      }
      let out = "";
      for (const piece of cutText(text)) {
        if (isAborted()) throw new LlmError("failed", "request was aborted");
        const call = {
          src_lang: own(from),
          tgt_lang: own(to),
          max_new_tokens: Math.min(256, contextTokens - 1),
        };
        const [result] = await translate(
          piece.text,
          codes?.length ? call : { max_new_tokens: call.max_new_tokens },
        );
        out += (result as { translation_text: string }).translation_text.trim() + piece.gap;
      }
      return out;
    },
  };
}
