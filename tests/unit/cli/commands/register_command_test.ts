import assert from "node:assert/strict";
import { full } from "../../../kit/mod.ts";

/** Runs the command's own checks; a chain is never reached. */
async function refusal(...args: string[]): Promise<string> {
  const [{ default: command }, { parseLine }, { resolveFlags }, { createOutput }] = await Promise.all([
    import("../../../../src/cli/commands/register_command.ts"),
    import("../../../../src/cli/flags/parse.ts"),
    import("../../../../src/cli/flags/resolve.ts"),
    import("../../../../src/cli/terminal/output.ts"),
  ]);
  const layers = { config: {}, env: () => undefined, dotEnv: {} };
  const { values, sources } = resolveFlags(command.flags, parseLine(args, command.flags), layers);
  const out = createOutput({ json: false, stdout: () => {}, stderr: () => {}, terminal: false });
  const signal = new AbortController().signal;
  try {
    await command.run({ flags: values, sources, args: [], out, signal, env: () => undefined });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it should have been refused");
}

full("flags of different ways to register contradict each other", async () => {
  const ss58 = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
  assert.match(await refusal("--build=a", "--submit=b"), /--build and --submit contradict/);
  assert.match(await refusal("--build=a", `--proxy.for=${ss58}`), /--build and --proxy\.for contradict/);
  assert.match(await refusal("--submit=a", "--dry-run"), /--dry-run and --submit contradict/);
  assert.match(await refusal("--proxy.for=5abc"), /not an address/);
  assert.match(await refusal("--submit=/nowhere/at/all"), /does not exist/);
});
