import type { BpeVocabulary } from "./bpe.ts";

/** The template of the tiny chat models (ChatML). */
export const CHATML = "{% for message in messages %}" +
  "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/** Entry of `added_tokens` for a special token. */
function special(id: number, content: string) {
  return { id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
}

/** Special tokens of the tiny chat models, counted from the end of the learned vocabulary. */
export const CHAT_SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] as const;

/** Files of a byte-level BPE tokenizer with a ChatML template. */
export function chatTokenizerFiles(
  vocabulary: BpeVocabulary,
  contextTokens: number,
): Record<string, unknown> {
  const base = vocabulary.tokens.length;
  const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
  const roles = { bos_token: CHAT_SPECIALS[0], eos_token: CHAT_SPECIALS[2], pad_token: CHAT_SPECIALS[0] };
  return {
    "tokenizer.json": {
      version: "1.0",
      truncation: null,
      padding: null,
      added_tokens: CHAT_SPECIALS.map((content, i) => special(base + i, content)),
      normalizer: null,
      pre_tokenizer: byteLevel,
      post_processor: null,
      decoder: byteLevel,
      model: {
        type: "BPE",
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: false,
        vocab: Object.fromEntries(vocabulary.tokens.map((token, id) => [token, id])),
        merges: vocabulary.merges,
      },
    },
    "tokenizer_config.json": {
      tokenizer_class: "PreTrainedTokenizerFast",
      model_max_length: contextTokens,
      ...roles,
      clean_up_tokenization_spaces: false,
      chat_template: CHATML,
    },
    "special_tokens_map.json": roles,
  };
}

/** Special tokens of the tiny encoder; the index is the id. */
export const BERT_SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] as const;

/** Files of a WordPiece tokenizer that puts a text between [CLS] and [SEP]. */
export function bertTokenizerFiles(tokens: string[], contextTokens: number): Record<string, unknown> {
  const roles = {
    unk_token: "[UNK]",
    sep_token: "[SEP]",
    pad_token: "[PAD]",
    cls_token: "[CLS]",
    mask_token: "[MASK]",
  };
  const token = (id: string, typeId: number) => ({ SpecialToken: { id, type_id: typeId } });
  const part = (id: string, typeId: number) => ({ Sequence: { id, type_id: typeId } });
  return {
    "tokenizer.json": {
      version: "1.0",
      truncation: null,
      padding: null,
      added_tokens: BERT_SPECIALS.map((content, id) => special(id, content)),
      normalizer: {
        type: "BertNormalizer",
        clean_text: true,
        handle_chinese_chars: true,
        strip_accents: null,
        lowercase: true,
      },
      pre_tokenizer: { type: "BertPreTokenizer" },
      post_processor: {
        type: "TemplateProcessing",
        single: [token("[CLS]", 0), part("A", 0), token("[SEP]", 0)],
        pair: [token("[CLS]", 0), part("A", 0), token("[SEP]", 0), part("B", 1), token("[SEP]", 1)],
        special_tokens: {
          "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] },
          "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] },
        },
      },
      decoder: { type: "WordPiece", prefix: "##", cleanup: true },
      model: {
        type: "WordPiece",
        unk_token: "[UNK]",
        continuing_subword_prefix: "##",
        max_input_chars_per_word: 100,
        vocab: Object.fromEntries(tokens.map((text, id) => [text, id])),
      },
    },
    "tokenizer_config.json": {
      tokenizer_class: "BertTokenizer",
      do_lower_case: true,
      model_max_length: contextTokens,
      ...roles,
      clean_up_tokenization_spaces: true,
    },
    "special_tokens_map.json": roles,
  };
}

/** Languages of the tiny translation model: those of the subnet's translation task. */
export const TINY_LANGUAGES = ["en", "es", "fr", "pt", "uk"] as const;

/** Special tokens of the tiny translation model, counted from the end of the learned vocabulary. */
export const TRANSLATION_SPECIALS = ["</s>", "<pad>", ...TINY_LANGUAGES.map((code) => `__${code}__`)];

/** Files of a byte-level BPE tokenizer that puts a text between its language and the end token (M2M100). */
export function translationTokenizerFiles(
  vocabulary: BpeVocabulary,
  contextTokens: number,
): Record<string, unknown> {
  const base = vocabulary.tokens.length;
  const files = chatTokenizerFiles(vocabulary, contextTokens);
  const roles = { eos_token: "</s>", pad_token: "<pad>", unk_token: "</s>" };
  const whole = files["tokenizer.json"] as Record<string, unknown>;
  return {
    "tokenizer.json": {
      ...whole,
      added_tokens: TRANSLATION_SPECIALS.map((content, i) => special(base + i, content)),
      post_processor: {
        type: "TemplateProcessing",
        single: [
          { SpecialToken: { id: "__en__", type_id: 0 } },
          { Sequence: { id: "A", type_id: 0 } },
          { SpecialToken: { id: "</s>", type_id: 0 } },
        ],
        pair: [],
        special_tokens: Object.fromEntries(
          TRANSLATION_SPECIALS.map((id, i) => [id, { id, ids: [base + i], tokens: [id] }]),
        ),
      },
    },
    "tokenizer_config.json": {
      tokenizer_class: "M2M100Tokenizer",
      model_max_length: contextTokens,
      ...roles,
      additional_special_tokens: TRANSLATION_SPECIALS.slice(2),
      clean_up_tokenization_spaces: false,
    },
    "special_tokens_map.json": { ...roles, additional_special_tokens: TRANSLATION_SPECIALS.slice(2) },
  };
}
