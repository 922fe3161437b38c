import type { SimulationResult, StrategyResult } from "../../neurons/simulate/statistics.ts";

/** What a strategy does, by name. */
export type Explained = Pick<{ name: string; what: string }, "name" | "what">;

/** How a page was made. */
export interface PageFacts {
  seed: string;
  tasks: readonly string[];
  validators: number;
}

const percent = (share: number) => (share * 100).toFixed(1);
const each = ({ share, miners }: StrategyResult) => share / miners;
const find = (result: SimulationResult, name: string) =>
  result.strategies.find((strategy) => strategy.name === name)!;

/** Pay of one miner of a strategy, compared with one of the honest strong ones. */
function toHonest(result: SimulationResult, name: string): number {
  return each(find(result, name)) / each(find(result, "honest-strong"));
}

/** Where the picture of a profile lies, seen from `docs/`. */
export function pictureOf(profile: string): string {
  return `assets/mechanism-${profile}.svg`;
}

/** `docs/mechanism.md` from simulations of the same populations under several profiles. */
export function mechanismPage(
  results: readonly SimulationResult[],
  strategies: readonly Explained[],
  { seed, tasks, validators }: PageFacts,
): string {
  const { seeds, steps, strategies: played } = results[0]!;
  const miners = played.reduce((sum, strategy) => sum + strategy.miners, 0);
  return `# What the mechanism pays

Made by \`deno task mechanism\`; do not edit. The numbers of one profile:

\`\`\`sh
sn1 simulate --reward.profile v2.5 --seeds ${seeds} --steps ${steps} --seed ${seed} --plot shares.svg
\`\`\`

${seeds} populations of ${miners} miners and ${validators} validators, ${steps} rounds each. In a round every validator asks one
question (${tasks.join(", ")}) from the bundled texts, all miners answer, the real reward
pipeline scores, the real score book and weight rules follow, and one Yuma epoch pays. Only the miners are played:

| strategy | what it does |
| --- | --- |
${strategies.map(({ name, what }) => `| ${name} | ${what} |`).join("\n")}

**True quality** is judged apart from all rewards, by facts of the context: the one right date, the one right number, the
one right label; of a sentence, what the question did not say itself and in the order of the source. It does not know who
copied from whom. **Share** is the part of the incentive that all miners of a strategy earn together, with the 95 %
interval of its mean; **per miner** compares one of them with one honest-strong miner.

${results.map(section).join("\n\n")}

## What the profiles change

| | ${results.map(({ profile }) => profile).join(" | ")} |
| --- |${results.map(() => " ---: |").join("")}
| Kendall τ, true quality and weight | ${
    results.map(({ kendallTau }) => kendallTau?.toFixed(2) ?? "–").join(" | ")
  } |
| rounds until shares settle | ${
    results.map(({ stepsToConverge }) => stepsToConverge ?? `> ${steps}`).join(" | ")
  } |
${
    ["shared-answers", "reference-clone", "source-look-up", "selective", "neutral", "bag-of-words", "echo"]
      .map((name) =>
        `| ${name}, per miner to honest-strong | ${
          results.map((result) => toHonest(result, name).toFixed(2)).join(" | ")
        } |`
      ).join("\n")
  }

Hardened has the lower τ although it pays copies less, and for that reason: true quality takes a copied answer for as good
as its original, and the strongest answers here are copies.

Numbers that are none and expressions that would take for ever earn ${
    percent(
      Math.max(
        ...results.flatMap((result) => ["nan", "expression-bomb"].map((name) => find(result, name).share)),
      ),
    )
  } % at most: those fixes hold in every profile.

## What stays open

- **Reference cloning.** Who runs the validator's model and prompt says what the validator says, and no text alone can tell
  this from an excellent answer. Hardened divides the pay among those who say the same (${
    ratios(results, "reference-clone")
  }), so a single cloner in its own words keeps all of it.
- **Source look-up.** Questions are made from public texts; who finds the text answers best (${
    ratios(results, "source-look-up")
  }). For a user that is a good answer, so it is paid; what it does not show is a model's skill.
- **Shared answers.** One engine behind many hotkeys multiplies its pay in v2.3 and v2.5. Hardened makes word-for-word
  copies share one reward (${
    ratios(results, "shared-answers")
  } per hotkey), short answers are exempt by nature (a number, a date, a label), and a copy reworded
  by a tenth is not seen.
- **Selective answering.** Silence costs no more than a bad answer, so answering only the cheap tasks pays ${
    ratios(results, "selective")
  } of an honest miner's share.
- **Constant answers.** A label that lies between two others earns half on the graded scale of v2.3 and v2.5 (${
    ratios(results, "neutral")
  }).

## Limits of this simulation

Questions and references are extracts, not a language model's: that flatters look-up and cloning, which match them to the
letter. \`relevance\` is computed from counted words in place of an embedding model, which is kinder to shuffled words than
the model is. Conversations have one turn; translation and generic tasks, which need models, take no part. Time to the first
token is not scored by any profile. Shares depend on who else is there: read them as an order, not as prices.
`;
}

/** Pay per miner to an honest strong one, profile by profile. */
function ratios(results: readonly SimulationResult[], name: string): string {
  return results.map((result) => `${result.profile} ${toHonest(result, name).toFixed(2)}`).join(", ");
}

function section(result: SimulationResult): string {
  const rows = result.strategies.toSorted((a, b) => each(b) - each(a)).map((strategy) => {
    const { name, miners, quality, share, ci95 } = strategy;
    const ratio = toHonest(result, name);
    return `| ${name} | ${miners} | ${quality.toFixed(3)} | ${percent(share)} | ${percent(ci95[0])}–${
      percent(ci95[1])
    } | ${ratio.toFixed(2)} | ${"█".repeat(Math.round(ratio * 10))} |`;
  });
  return `## Profile ${result.profile}

![Shares, pay against quality, and how shares settle, profile ${result.profile}](${pictureOf(result.profile)})

| strategy | miners | true quality | share % | 95 % | per miner | |
| --- | ---: | ---: | ---: | ---: | ---: | --- |
${rows.join("\n")}

Kendall τ between true quality and weight: ${result.kendallTau?.toFixed(2) ?? "not defined"}.`;
}
