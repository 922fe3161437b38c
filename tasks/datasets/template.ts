import { pick, type Random } from "../../src/base/mod.ts";
import type { Context, Dataset } from "../types.ts";

/** What a template dataset is made of (docs/spec/domain.md#21-context-and-base-class). */
export interface TemplateSpec {
  name: string;
  /** Text with `{parameter}` in it. */
  template: string;
  /** Values per parameter, in order. */
  parameters: Readonly<Record<string, readonly string[]>>;
  /** Parameter whose value is the title. */
  title: string;
}

/** Number of different contexts. */
export function templateSize(spec: TemplateSpec): number {
  return Object.values(spec.parameters).reduce((size, values) => size * values.length, 1);
}

/** A dataset that fills one sentence with random words. */
export function templateDataset(spec: TemplateSpec): Dataset {
  return { name: spec.name, offline: true, next: (random) => Promise.resolve(fill(spec, random)) };
}

function fill(spec: TemplateSpec, random: Random): Context {
  const values: Record<string, string> = {};
  for (const [name, options] of Object.entries(spec.parameters)) values[name] = pick(random, options);
  const chosen = Object.values(values);
  return {
    title: values[spec.title]!,
    topic: values.topic!,
    subtopic: values.subtopic!,
    content: spec.template.replace(/\{(\w+)\}/g, (_, name: string) => values[name]!),
    internalLinks: chosen,
    externalLinks: [...chosen],
    source: spec.name,
    tags: [...chosen],
    extra: {},
  };
}
