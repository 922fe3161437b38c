import type { Agreement, PythonResult } from "./score_both.ts";

/** One profile's comparison. */
export interface AgreementRun {
  profile: string;
  /** Over what counts. */
  agreement: Agreement;
  /** Over everything, dates out of pandas' range included. */
  whole: Agreement;
  python: PythonResult;
}

/** What a profile is trusted among validators of each profile, in the order of the list it stands in. */
export interface ProfileCost {
  profile: string;
  vtrust: readonly number[];
}

type Figures = Pick<Agreement, "responses" | "spearman" | "different" | "largest">;

/** A Markdown table with even columns. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** A text between backquotes in a line of Markdown: control characters escaped as JSON does, no fence inside. */
function quoted(text: string): string {
  const plain = text.replace(/[\p{C}\u2028\u2029]/gu, "�");
  return "`" + plain.replaceAll("`", "'") + "`";
}

/** The page docs/agreement.md: figures only, no dates or timings, so that equal runs give equal pages. */
export function agreementPage(
  runs: readonly AgreementRun[],
  costs: readonly ProfileCost[],
  seed: string,
): string {
  const versions = Object.entries(runs[0]?.python.versions ?? {}).map(([name, version]) =>
    `${name} ${version}`
  );
  const figures = (a: Figures) => [
    String(a.responses),
    a.spearman.toFixed(6),
    ..."vtrust" in a ? [(a as Agreement).vtrust.toFixed(6)] : [],
    String(a.different),
    a.largest.toExponential(1),
  ];
  const columns = ["answers", "Spearman", "vtrust", "different", "largest difference"];
  const summary = table(
    ["profile", ...columns],
    runs.map(({ profile, agreement }) => [profile, ...figures(agreement)]),
  );
  const whole = table(
    ["profile", ...columns],
    runs.map(({ profile, whole }) => [profile, ...figures(whole)]),
  );
  const tasks = table(
    ["profile", "task", ...columns.filter((name) => name !== "vtrust")],
    runs.flatMap(({ profile, agreement }) =>
      Object.entries(agreement.byTask).map(([task, t]) => [profile, task, ...figures(t)])
    ),
  );
  const cost = table(
    ["this validator", ...costs.map(({ profile }) => `others ${profile}`)],
    costs.map(({ profile, vtrust }) => [profile, ...vtrust.map((v) => v.toFixed(4))]),
  );
  const examples = runs.flatMap(({ profile, whole }) =>
    whole.examples.map((example) => `- ${profile}, ${quoted(example)}`)
  );
  const crashes = runs.map(({ profile, python }) =>
    `- ${profile}: ${
      Object.entries(python.crashes).map(([model, count]) => `${model} ${count}`).join(", ") || "none"
    }`
  );
  return `# Agreement with the original's packages

Made by \`deno task test:agreement\` (seed \`${seed}\`); do not edit.

A validator whose numbers differ from those of the others loses vtrust. So 500 answers to 50 questions of all eight
tasks, made by script and of every quality from word for word to hostile, are scored twice: by this program, and by a
short program in Python (\`tests/agreement/python/reference.py\`) that is built of the packages the original validator
used: ${versions.join(", ")}, and difflib of the standard library.

- **Spearman** is the rank correlation of the rewards, ties counted.
- **vtrust** is simulated: both sides keep moving averages over the 50 steps and set weights; a validator with a tenth
  of the stake uses ours, three others use Python's; one epoch of the chain's own rules says how far it is trusted.
- **different** counts rewards that differ by more than 1e-6.

${summary}

The reward model \`relevance\` needs an embedding model of a gigabyte. Here both sides use the same stand-in, which
counts words by hash; so the arithmetic around the embeddings is compared, not the embeddings.

## By task

${tasks}

## What another profile costs

The same answers, scored by this program alone: the vtrust of one validator with a tenth of the stake whose profile is
in the row, among three whose profile heads the column.

${cost}

Ten miners of steadily falling quality are a mild case: copies and tricks, where \`hardened\` differs most, make up little
of it.

## Dates before 1677

pandas below version 3 reads no date before 22 September 1677: the original then pays only who writes the date exactly as
the reference does. This program reads such dates in all profiles, as pandas 3 does ([dates](spec/domain.md#55-date)). Questions about
them are left out above, as the vectors flag them; with them the figures are:

${whole}

## Where they differ

${examples.length > 0 ? examples.join("\n") : "Nowhere."}

## Where the original dies or hangs

On these answers the packages throw or compute for minutes, and the original loses its whole step. Such an answer
counts as 0 on Python's side (a word that hangs is passed over).

${crashes.join("\n")}
`;
}
