import { parse } from "yaml";
import type { MetricDefinition } from "../../src/telemetry/mod.ts";
import { checkExpression } from "./expressions.ts";

/** One alert, as far as we use the format. */
export interface AlertRule {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: { summary: string; description: string; action: string; runbook: string };
}

const SEVERITIES = ["critical", "warning", "info"];
const ANNOTATIONS = ["summary", "description", "action", "runbook"] as const;
/** Page of the runbooks. */
const RUNBOOK = /^docs\/troubleshooting\.md#([a-z0-9-]+)$/;

/** The alerts of a file of rules. @throws Error when it is no YAML */
export function readRules(text: string): AlertRule[] {
  const file = parse(text) as { groups?: { name: string; rules?: AlertRule[] }[] } | null;
  return (file?.groups ?? []).flatMap(({ rules = [] }) => rules);
}

/** Anchors of the headings of a page, as Markdown makes them. */
export function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!.toLowerCase().replace(/[^\p{L}\p{N}\s-]/gu, "").trim().replace(/\s+/g, "-")
  );
}

/**
 * What is wrong with a file of alert rules.
 * @param anchors headings of the page of runbooks
 */
export function lintRules(
  text: string,
  table: readonly MetricDefinition[],
  anchors: readonly string[],
): string[] {
  const rules = readRules(text);
  const faults = rules.length === 0 ? ["no rules"] : [];
  const seen = new Set<string>();
  for (const rule of rules) {
    const say = (fault: string) => faults.push(`${rule.alert}: ${fault}`);
    if (!/^Sn1[A-Z][A-Za-z]+$/.test(rule.alert ?? "")) say("the name is not Sn1 and words in capitals");
    if (seen.has(rule.alert)) say("the name stands twice");
    seen.add(rule.alert);
    const use = checkExpression(rule.expr ?? "", table);
    for (const fault of use.faults) say(fault);
    if (!SEVERITIES.includes(rule.labels?.severity)) say(`severity is none of ${SEVERITIES.join(", ")}`);
    for (const name of ANNOTATIONS) {
      const value = rule.annotations?.[name];
      if (typeof value !== "string" || value.trim() === "") say(`no ${name}`);
      for (const [, label] of (value ?? "").matchAll(/\$labels\.(\w+)/g)) {
        if (!use.labels.includes(label!)) say(`${name} speaks of a label ${label} that its result has not`);
      }
    }
    const anchor = RUNBOOK.exec(rule.annotations?.runbook ?? "")?.[1];
    if (anchor === undefined) say("the runbook is not docs/troubleshooting.md#…");
    else if (!anchors.includes(anchor)) say(`docs/troubleshooting.md has no heading for #${anchor}`);
  }
  return faults;
}

/** The alerts as a section of the troubleshooting page: a heading each, which the rules link to. */
export function alertSections(rules: readonly AlertRule[]): string {
  const text = (value: string) =>
    value.replace(/\{\{\s*\$labels\.(\w+)\s*\}\}/g, "<$1>")
      .replace(/\{\{[^}]*\}\}/g, "…").replace(/<instance>/g, "the neuron").replace(/<loop>/g, "A loop");
  const capital = (value: string) => value.charAt(0).toUpperCase() + value.slice(1);
  return rules.map(({ alert, labels, annotations, expr }) =>
    `### ${alert}

${capital(text(annotations.summary))} (${labels.severity}). ${text(annotations.description)}

What to do: ${text(annotations.action)}

\`\`\`promql
${expr.trim()}
\`\`\``
  ).join("\n\n");
}
