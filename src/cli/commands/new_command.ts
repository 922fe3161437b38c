import { errorText } from "../../base/mod.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { CliError } from "../errors.ts";
import { generalFlags } from "../flags/groups.ts";
import { VERSION } from "../version.ts";

const flags = { ...generalFlags };

export default defineCommand({
  flags,
  usage: "task|reward|dataset|engine|subnet DIR",
  description:
    "Writes a documented template into a new folder: a plugin with a task, a reward, a dataset or an engine for " +
    "--plugin, or a subnet with its own synapse, reward, miner and validator. Its test runs with `deno test`.",
  verbs: [
    ["task", "write a plugin with a kind of question and its dataset"],
    ["reward", "write a plugin with a reward model and a task that uses it"],
    ["dataset", "write a plugin with a source of texts"],
    ["engine", "write a plugin with an engine and a rule for callers"],
    ["subnet", "write a subnet: synapse, reward, miner, validator and a local chain"],
  ],
  examples: ["sn1 new task ./reverse", "sn1 new subnet ./sorting"],
  run: runNew,
});

async function runNew({ args, out }: CommandContext<typeof flags>): Promise<void> {
  const [kind, folder, ...more] = args as [string, ...string[]];
  if (!folder || more.length > 0) {
    throw new CliError("usage", `sn1 new ${kind} needs exactly one folder, got ${args.length - 1}`, {
      hint: `sn1 new ${kind} ./my-${kind}`,
    });
  }
  const { templateConfig, TEMPLATES } = await import("../templates/template_files.ts");
  const files = { ...TEMPLATES[kind]!, "deno.json": templateConfig(VERSION, await checkoutFolder()) };
  await requireEmpty(folder);
  for (const [name, text] of Object.entries(files)) {
    // Never over a file that is there, whatever happened since the look into the folder.
    await Deno.writeTextFile(`${folder}/${name}`, text, { createNew: true });
  }
  out.result({ folder, files: Object.keys(files) });
  for (const name of Object.keys(files)) out.line(`wrote ${folder}/${name}`);
  out.line(
    kind === "subnet"
      ? `next: cd ${folder} && deno test && deno task start`
      : `next: cd ${folder} && deno test; then sn1 rehearse --plugin ${folder}/plugin.ts`,
  );
}

/** Makes the folder, or refuses one that has something in it. @throws CliError `usage` */
async function requireEmpty(folder: string): Promise<void> {
  try {
    await Deno.mkdir(folder, { recursive: true });
    for await (const entry of Deno.readDir(folder)) {
      throw new CliError("usage", `folder "${folder}" is not empty: it has "${entry.name}"`, {
        hint: "name a folder that does not exist yet",
      });
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError("usage", `cannot make folder "${folder}": ${errorText(error)}`);
  }
}

/** Folder of the project when this file is run from its source; null in a built program. */
async function checkoutFolder(): Promise<string | null> {
  const here = /^file:\/\/(.*)\/src\/cli\/commands\/new_command\.ts$/.exec(import.meta.url);
  if (!here) return null;
  const folder = decodeURIComponent(here[1]!);
  try {
    const { name } = JSON.parse(await Deno.readTextFile(`${folder}/deno.json`));
    await Deno.stat(`${folder}/mod.ts`);
    return name === "@sn1/sdk" ? folder : null;
  } catch {
    return null;
  }
}
