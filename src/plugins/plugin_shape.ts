import { z } from "zod";
import type { Plugin } from "./types.ts";

// deno-lint-ignore no-explicit-any
type AnyFunction = (...args: any[]) => any;

const callable = z.custom<AnyFunction>((value) => typeof value === "function", "is not a function");
const term = z.looseObject({ name: z.string().min(1), weight: z.number().min(0).max(1) });
const word = z.string().regex(
  /^[a-z][a-z0-9_-]{0,39}$/i,
  "is not a name of letters, digits, - and _, at most 40",
);
const words = z.array(z.string());

const task = z.strictObject({
  name: word,
  desc: z.string().optional(),
  goal: z.string().optional(),
  datasets: z.array(word).min(1, "names no dataset"),
  challengeType: z.enum(["inference", "query", "paraphrase"]).optional(),
  cleanReference: z.boolean().optional(),
  rewards: z.array(term).min(1, "names no reward"),
  penalties: z.array(term).optional(),
  cleaning: words.optional(),
  needsWriter: z.boolean().optional(),
  needsTranslator: z.boolean().optional(),
  singleTurn: z.boolean().optional(),
  extractive: z.strictObject({
    question: callable.optional(),
    reference: callable.optional(),
    challenge: callable.optional(),
  }).nullable().optional(),
  template: z.strictObject({
    patterns: z.array(z.array(z.enum(["greeting", "punctuation", "query", "space", "request"]))).min(1),
    requests: words.min(1),
  }).optional(),
  build: callable,
  formatChallenge: callable.optional(),
});

const dataset = z.looseObject({
  name: word,
  offline: z.boolean().optional(),
  forTasks: z.array(word).optional(),
  next: callable,
});

const engineName = z.string().regex(/^[a-z]{2,24}$/, "is not a name of 2 to 24 lower-case letters");

const plugin = z.strictObject({
  name: word,
  tasks: z.array(task).optional(),
  rewards: z.record(word, callable).optional(),
  datasets: z.array(dataset).optional(),
  engines: z.record(engineName, callable).optional(),
  policies: z.array(z.looseObject({ refuseReason: callable })).optional(),
});

const context = z.looseObject({
  title: z.string(),
  content: z.string().min(1, "is empty"),
  topic: z.string().optional(),
  subtopic: z.string().optional(),
  internalLinks: words.optional(),
  externalLinks: words.optional(),
  tags: words.optional(),
  extra: z.record(z.string(), z.unknown()).optional(),
});

/** Path and message of the first issue; the path reads as the code that leads there. */
function problemOf(error: z.ZodError): string {
  const [issue] = error.issues;
  const path = issue!.path.map((part) => typeof part === "number" ? `[${part}]` : `.${String(part)}`).join(
    "",
  );
  return `${path === "" ? "" : `${path} `}${issue!.message}`.replace(/^\./, "");
}

/**
 * Checks what a plugin file exports.
 * @returns the plugin itself (methods keep their `this`), or what is wrong
 */
export function checkPlugin(value: unknown): Plugin | string {
  const result = plugin.safeParse(value);
  return result.success ? value as Plugin : problemOf(result.error);
}

/** Checks what a dataset of a plugin gave. @returns what is wrong, or null */
export function contextProblem(value: unknown): string | null {
  const result = context.safeParse(value);
  return result.success ? null : problemOf(result.error);
}
