import type { FlagSpec } from "../../src/cli/flags/flags.ts";
import type { Commands } from "./check_line.ts";
import { PYTHON_COMMANDS, PYTHON_FLAGS, type PythonFlag } from "./migration.data.ts";

/** The default of a flag here, as the page shows it. */
export function defaultHere(spec: FlagSpec | undefined): string {
  if (!spec) return "";
  if (spec.defaultText) return spec.defaultText;
  if (spec.kind === "toggle") return spec.default ? "on" : "off";
  const value = Array.isArray(spec.default) ? spec.default.join(" ") : spec.default;
  return value === undefined ? "" : String(value);
}

/** What the page says of a flag: its note, or the reason that the program itself gives. */
export function remark(flag: PythonFlag, spec: FlagSpec | undefined): string {
  const why = flag.fate === "no effect" ? spec?.help.replace(/^no effect: /, "") : undefined;
  return flag.note ?? why ?? "";
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
const code = (text: string) => text === "" || /\s/.test(text) ? cell(text) : `\`${text}\``;

function row(flag: PythonFlag, commands: Commands): string {
  const spec = commands.get(flag.roles[0]!)!.command.flags[flag.flag];
  const here = flag.fate === "same" ? code(defaultHere(spec)) : "";
  const name = flag.fate === "refused" ? `<code>--${flag.flag}</code>` : `\`--${flag.flag}\``;
  const roles = flag.roles.length === 2 ? "both" : flag.roles[0]!;
  return `| ${name} | ${roles} | ${code(flag.python)} | ${here} | ${flag.fate} | ${
    cell(remark(flag, spec))
  } |`;
}

/** `docs/migration.md`, before it is formatted. */
export function migrationPage(commands: Commands): string {
  return `# From the Python neurons

Made by \`deno task flags\`, which checks each line against the program's own parser; do not edit.

Your wallets, your flags and your place on the subnet stay as they are. Nothing of the Python installation is
written to, so going back is: stop this program, start the old one.

## In which order

1. **Wallets.** Folder and key files are the same: \`sn1 wallet list\` shows yours. Nothing is converted.
2. **Flags.** Give your old command line to \`sn1 doctor miner\` or \`sn1 doctor validator\`, as far as they are about
   wallet, chain, axon and engine. It changes nothing. The tables below have every flag.
3. **The engine.** Models that ran under vLLM keep running there: \`vllm serve\`, then \`--neuron.engine openai\` and
   \`--openai.base_url http://127.0.0.1:8000/v1\`. AWQ and GPTQ weights are not read by engine \`local\`, which runs ONNX
   models ([local models](local-models.md)).
4. **Beside the old one.**
   - *Validator*: \`sn1 validator --shadow\` with the same wallet asks and scores, sets nothing, and tells in its log the
     vtrust its scores would have. It may run on the same machine for days. Miners see twice your questions meanwhile.
   - *Miner*: a hotkey has one address on chain, so two miners cannot share it. \`sn1 rehearse\` with your engine flags
     shows rank and times without a registration; when it looks right, change over.
5. **Change over.** Stop the old neuron, then start this one. A validator begins with its last weights on chain instead
   of zeros with \`--neuron.scores_from chain\` (the first start only: later its database counts). The old state file
   (\`state.pt\`, \`state.npz\`) is not read.
6. **Going back.** Stop this program (Ctrl-C or SIGTERM; it drains for at most 10 seconds), start the old one with its
   old flags. Its files are where they were. Do not run both: the lock of exit code 7 is known to this program only,
   and two programs that set weights for one hotkey undo each other.

## Commands

| there | here |
| --- | --- |
${PYTHON_COMMANDS.map(([theirs, ours]) => `| ${theirs} | ${ours} |`).join("\n")}

## Flags

**same**: works under its name; defaults that differ are explained. **no effect**: taken, and does nothing. **refused**: exit code 2. Unlike in Python an unknown flag is always an error, and a shortened one
(<code>--wallet.na</code>) too. Flags of later releases that are in neither table, such as those for organic requests of
2.6, are unknown here.

| flag | neuron | default there | default here | | remark |
| --- | --- | --- | --- | --- | --- |
${PYTHON_FLAGS.map((flag) => row(flag, commands)).join("\n")}

btcli's spellings work as well: \`--wallet-name\`, \`--wallet-path\`, \`--hotkey\`, \`--network\`, \`--netuid\`. Its own settings
in \`~/.bittensor/config.yml\` are not read; \`BT_WALLET_NAME\` and the like are ([all names](flags.md)). The settings files
of release 2.7 (\`.env.miner\`, \`.env.validator\`) have other names: \`NETUID\` is \`BT_NETUID\`, \`WALLET_NAME\` is
\`BT_WALLET_NAME\`, \`HOTKEY\` is \`BT_WALLET_HOTKEY\`, \`AXON_PORT\` is \`BT_AXON_PORT\`; put them into \`.env\`.

## Files

All in the same folder as before, \`{logging_dir}/{wallet.name}/{wallet.hotkey}/netuid{N}/{neuron.name}\`:

| there | here |
| --- | --- |
| \`state.pt\`, \`state.npz\` | \`sn1.db\`, one SQLite file: scores by hotkey, step records, weights that were set |
| \`events.log\` | the step records in \`sn1.db\`: \`sn1 events export\`, \`sn1 events tail --follow\` |
| \`bittensor.log\` | \`sn1.log\` with \`--logging.record_log\`, else standard error |
| wandb runs | [metrics](metrics.md), \`--dashboard.port\`, \`sn1 events export\`; OpenTelemetry with \`--wandb.on\` |

wandb has no client that is maintained for this platform. Its flags keep their names: the same events go out through
OpenTelemetry, to a receiver of yours.

## Scores

Within one profile the numbers are those of the original's packages ([agreement](agreement.md)). Choose the release
your neighbors run: \`--reward.profile v2.5\` (the default) or \`v2.3\`. What the profiles change is in
[validation](validation.md).
`;
}
