/**
 * Writes docs/troubleshooting.md: every fault that the doctor's tests seed, and what the doctor then says to do, so
 * that each line is a fault that was made, and advice that was given; then a section per alert of Prometheus.
 *
 * Usage: `deno task troubleshooting`
 * @module
 */
import { CHECKS } from "../neurons/doctor/checks/check_table.ts";
import { examine } from "../neurons/doctor/doctor.ts";
import { FAULTS } from "../tests/unit/neurons/doctor/faults.data.ts";
import { withScene } from "../tests/unit/neurons/doctor/scene.ts";
import { alertSections, readRules } from "./metrics/lint_rules.ts";

const rows: string[] = [];
const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

await withScene(async (scene) => {
  /** What differs from run to run. */
  const plain = (text: string) =>
    text.replaceAll(`${scene.dir}/wallets`, "~/.bittensor/wallets").replaceAll(scene.dir, "…")
      .replace(/5[1-9A-HJ-NP-Za-km-z]{47}/g, "5F…");
  for (const fault of FAULTS) {
    const { options, modules, undo } = await fault.seed(scene);
    try {
      const { checks } = await examine(
        { ...scene.options, ...options },
        { ...scene.modules, ...modules },
        new AbortController().signal,
      );
      const { id, severity, fix } = checks.find((check) => check.id === fault.id)!;
      rows.push(`| ${cell(fault.name)} | \`${id}\` | ${severity} | ${cell(plain(fix))} |`);
    } finally {
      undo?.();
    }
  }
});

await Deno.writeTextFile(
  new URL("../docs/troubleshooting.md", import.meta.url),
  `# Troubleshooting

Made by \`deno task troubleshooting\`; do not edit.

\`sn1 doctor miner\` or \`sn1 doctor validator\`, with the flags you start the neuron with, looks at ${CHECKS.length} things and
lists the problems, worst first, each with the flag or command that fixes it. It changes nothing and exits with 1
when something will not work. Below is every fault its tests make, and its advice.

| what is wrong | check | severity | what to do |
| --- | --- | --- | --- |
${rows.join("\n")}

## Alerts

What the rules of [docs/monitoring](monitoring.md) say, and what to do about it.

${
    alertSections(
      readRules(await Deno.readTextFile(new URL("../docs/monitoring/sn1.rules.yml", import.meta.url))),
    )
  }
`,
);
console.error(`${rows.length} faults`);
