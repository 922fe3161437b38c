import { isRecord, parseJson } from "./json_shape.ts";

/** Parameters an answer can do without. `stream` too: an answer may come as one document. */
export const OPTIONAL_PARAMETERS = [
  "seed",
  "top_p",
  "temperature",
  "stop",
  "max_tokens",
  "max_completion_tokens",
  "stream",
] as const;

/** A parameter that can be left out. */
export type OptionalParameter = (typeof OPTIONAL_PARAMETERS)[number];

/** Statuses that servers refuse a parameter with; 500 is LiteLLM's, undefined an error inside a stream. */
const STATUSES = new Set<number | undefined>([undefined, 400, 404, 422, 500, 501]);

const REFUSING =
  /unsupported|not (?:yet )?(?:support|permit|allow|accept|implement|recogni[sz]|available)|n't support|does not support|unknown|unrecogni[sz]ed|unexpected|extra(?:neous|_forbidden| inputs| fields)|invalid (?:parameter|argument|field)|cannot (?:both )?be (?:specified|used|set)|deprecated/i;

/** Complaints about a value: leaving the parameter out would hide a fault of the operator's flags. */
const ABOUT_THE_VALUE =
  /\bmust be\b|between|less than|greater than|at most|at least|out of range|valid range|too (?:large|long|high|low|small)|maximum/i;

/**
 * The parameter that a server's error refuses, in any known dialect: OpenAI's `param`, pydantic's `loc` (Mistral, vLLM,
 * Azure), Google's field violations, or the name in the error's words (Groq, xAI, TGI, Anthropic, LM Studio, LiteLLM).
 * @param status HTTP status; undefined for an error inside a stream
 * @param body parsed error document
 * @param text the document as text
 * @param sent parameters of the request; others cannot be meant
 * @returns null when the error is about something else
 */
export function refusedParameter(
  status: number | undefined,
  body: unknown,
  text: string,
  sent: ReadonlySet<string>,
): OptionalParameter | null {
  if (!STATUSES.has(status)) return null;
  const known = OPTIONAL_PARAMETERS.filter((name) => sent.has(name));
  const isKnown = (value: unknown): value is OptionalParameter => known.includes(value as OptionalParameter);
  let structured: OptionalParameter | null = null;
  visit(body, (record) => {
    const loc = record.loc;
    const extra = /extra/.test(`${record.type} ${record.msg}`);
    if (extra && Array.isArray(loc)) {
      // Only the request's own fields: a location inside `messages` is about a message.
      const name = loc.length <= 2 ? loc.at(-1) : undefined;
      if (isKnown(name)) structured ??= name;
    }
    if (isKnown(record.param)) {
      const words = `${record.code} ${record.type} ${record.message}`;
      if (REFUSING.test(words.replaceAll("_", " ")) && !aboutValue(words)) structured ??= record.param;
    }
  });
  if (structured !== null) return structured;
  if (!REFUSING.test(text) || aboutValue(text)) return null;
  const named = known.map((name) => ({ name, at: nameAt(text, name) })).filter(({ at }) => at >= 0);
  // "temperature and top_p cannot both be specified": the less usual one is left out.
  if (named.length > 1 && /\bboth\b/i.test(text) && named.some(({ name }) => name === "top_p")) {
    return "top_p";
  }
  return named.sort((a, b) => a.at - b.at)[0]?.name ?? null;
}

/** Whether a complaint is about a value; "only the default (1) value is supported" leaves just one, which is no value. */
function aboutValue(text: string): boolean {
  return ABOUT_THE_VALUE.test(text) && !/only the default/i.test(text);
}

/** Where an error names a parameter, or -1. Everyday words count only when they are marked as a name. */
function nameAt(text: string, name: string): number {
  const quoted = String.raw`(?:["'\`]|\\")${name}(?:["'\`]|\\")`;
  const labelled = String
    .raw`(?:param(?:eter)?s?|arguments?|fields?|propert(?:y|ies)|keys?|model|supplied)[:\s]+${name}\b`;
  const leading = String.raw`(?:^|["\s.])${name}: `;
  const plain = name.includes("_") ? String.raw`|\b${name}\b` : "";
  return text.search(new RegExp(`${quoted}|${labelled}|${leading}${plain}`));
}

/** Every object of a document, strings that hold JSON included (proxies nest the error they got). */
function visit(value: unknown, see: (record: Record<string, unknown>) => void, depth = 0): void {
  if (depth > 8) return;
  if (typeof value === "string") {
    if (/^\s*[[{]/.test(value)) visit(parseJson(value), see, depth + 1);
  } else if (Array.isArray(value)) {
    for (const item of value.slice(0, 64)) visit(item, see, depth + 1);
  } else if (isRecord(value)) {
    see(value);
    for (const item of Object.values(value).slice(0, 64)) visit(item, see, depth + 1);
  }
}
