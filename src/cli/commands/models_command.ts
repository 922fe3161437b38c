import { systemClock } from "../../base/mod.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { downloadProgress } from "../terminal/download_progress.ts";
import { CliError } from "../errors.ts";
import { text, toggle } from "../flags/flags.ts";
import { formatCount, formatSize } from "../terminal/number_format.ts";
import { generalFlags } from "../flags/groups.ts";
import { quietBasics } from "../startup/open_neuron.ts";
import { printTable } from "../terminal/output.ts";
import { loadModels } from "../../llm/mod.ts";

const flags = {
  "neuron.dtype": text({
    help: "which weights: fp32, fp16, q8, q4, q4f16 (unset: the best that is offered)",
    placeholder: "TYPE",
  }),
  offline: toggle({ help: "never use the network" }),
  revision: text({ help: "branch, tag or commit", default: "main", placeholder: "NAME" }),
  ...generalFlags,
};
type Context = CommandContext<typeof flags>;

const VERBS: Record<string, (context: Context) => Promise<void>> = { list, pull, rm: remove };

export default defineCommand({
  flags,
  verbs: [
    ["list", "models on this machine"],
    ["pull", "fetch a model: sn1 models pull ID"],
    ["rm", "delete a model: sn1 models rm ID"],
  ],
  description:
    "The local model cache (SN1_MODELS, else the user's cache folder). Downloads resume where they stopped and are " +
    "checked by size and digest. A gated model needs HF_TOKEN; SN1_HUB names another hub.",
  examples: [
    "sn1 models list",
    "sn1 models pull HuggingFaceTB/SmolLM2-135M-Instruct --neuron.dtype q4",
    "sn1 models rm HuggingFaceTB/SmolLM2-135M-Instruct",
  ],
  run: (context) => VERBS[context.args[0]!]!(context),
});

async function list({ out, env, args }: Context): Promise<void> {
  if (args.length > 1) throw new CliError("usage", `sn1 models list takes no name, got "${args[1]}"`);
  const { listModels, modelRoot, MODEL_PRESETS } = await loadModels();
  const models = await listModels(modelRoot(env));
  out.result({ models: models.map(({ id, dtype, bytes, complete }) => ({ id, dtype, bytes, complete })) });
  const folder = modelRoot(env);
  if (models.length === 0) {
    out.line(`no models in ${folder}. Presets, each fetched with  sn1 models pull ID:`);
    printTable(
      out,
      [
        { title: "ID", value: (preset) => preset.id },
        { title: "WEIGHTS", value: (preset) => preset.dtype },
        { title: "MEMORY", value: (preset) => `${preset.memoryGb} GB`, align: "right" },
        { title: "FOR", value: (preset) => preset.role },
      ],
      MODEL_PRESETS,
      "  ",
    );
    return;
  }
  printTable(out, [
    { title: "MODEL", value: (m) => m.id },
    { title: "WEIGHTS", value: (m) => m.dtype },
    { title: "SIZE", value: (m) => formatSize(m.bytes), align: "right" },
    { title: "STATE", value: (m) => m.complete ? "complete" : "incomplete: pull it again to resume" },
  ], models);
  const total = models.reduce((sum, { bytes }) => sum + bytes, 0);
  out.note(`${formatCount(models.length, "model")}, ${formatSize(total)} in ${folder}`);
}

async function pull(context: Context): Promise<void> {
  const { out, flags, env, signal } = context;
  const id = nameOf(context);
  const { modelRoot, pullModel } = await loadModels();
  const shown = downloadProgress(out, systemClock);
  const model = await pullModel(
    { id, dtype: flags["neuron.dtype"], root: modelRoot(env) },
    {
      endpoint: env("SN1_HUB"),
      token: env("HF_TOKEN"),
      revision: flags.revision,
      offline: flags.offline,
      fetch,
    },
    { ...quietBasics(), clock: systemClock },
    ({ path, done, total }) => shown.update(done, total, path),
    signal,
  ).finally(() => shown.clear());
  out.line(`${model.id} (${model.dtype}, ${formatSize(model.bytes)}) is in ${model.folder}`);
  out.result({ id: model.id, dtype: model.dtype, bytes: model.bytes, complete: model.complete });
}

async function remove(context: Context): Promise<void> {
  const { out, flags, env } = context;
  const id = nameOf(context);
  const { modelRoot, removeModel } = await loadModels();
  const bytes = await removeModel(modelRoot(env), id, flags["neuron.dtype"]);
  out.line(`${id} deleted, ${formatSize(bytes)} freed`);
  out.result({ id, bytes });
}

function nameOf({ args }: Context): string {
  if (args.length === 2) return args[1]!;
  throw new CliError(
    "usage",
    args.length < 2 ? "which model?" : `one model at a time, got ${args.length - 1}`,
    {
      hint: `sn1 models ${args[0]} HuggingFaceTB/SmolLM2-135M-Instruct`,
    },
  );
}
