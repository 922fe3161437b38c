import type { PreTrainedTokenizer } from "@huggingface/transformers";

/** Files that newer published folders keep the template in, in the order in which they are looked for. */
const TEMPLATE_FILES = ["chat_template.jinja", "chat_template.json"] as const;

/** Texts that end an answer of a model that was shown the plain `user: … assistant:` form. */
export const FALLBACK_STOPS: readonly string[] = ["\nuser:", "\nUser:", "\nsystem:"];

/**
 * Gives a tokenizer the chat template of its folder. `tokenizer_config.json` wins; the library reads the files
 * beside it for processors only, not for tokenizers.
 * @returns where the template comes from; undefined when the folder has none
 */
export async function findChatTemplate(
  tokenizer: PreTrainedTokenizer,
  dir: string,
): Promise<string | undefined> {
  if (tokenizer.chat_template) return "tokenizer_config.json";
  for (const name of TEMPLATE_FILES) {
    const text = await Deno.readTextFile(`${dir}/${name}`).catch(() => undefined);
    if (text === undefined) continue;
    const template = name.endsWith(".json") ? templateOfJson(text) : text;
    if (!template?.trim()) continue;
    tokenizer.chat_template = template;
    return name;
  }
  return undefined;
}

/** The template of `chat_template.json`: an object with the template, or a list of named ones with a default. */
function templateOfJson(text: string): string | undefined {
  try {
    const { chat_template: value } = JSON.parse(text) as { chat_template?: unknown };
    if (typeof value === "string") return value;
    if (!Array.isArray(value)) return undefined;
    const named = value as { name?: unknown; template?: unknown }[];
    const chosen = named.find((entry) => entry?.name === "default") ?? named[0];
    return typeof chosen?.template === "string" ? chosen.template : undefined;
  } catch {
    return undefined;
  }
}
