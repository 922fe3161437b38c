import type { Context } from "../types.ts";

/** A context made of one text. */
export function articleContext(
  article: { title: string; topic: string; text: string },
  source: string,
  extra: Record<string, unknown> = {},
): Context {
  const { title, topic, text } = article;
  return {
    title,
    topic,
    subtopic: title,
    content: text,
    internalLinks: [title],
    externalLinks: [],
    source,
    tags: [topic],
    extra,
  };
}
