import { runCommand } from "./run_command.ts";

/** Arguments of `deno` that check the doc comments of all entry points as one set: a type is public if any exports it. */
export function docLintArguments(config: { exports: Readonly<Record<string, string>> }): string[] {
  return ["doc", "--lint", ...Object.values(config.exports)];
}

/**
 * Checks the doc comments of everything that the package exports: every symbol and member has one, and every type
 * that a public one names is public.
 * @param root folder with deno.json
 * @returns exit code and output of `deno doc --lint`
 */
export async function lintDocs(root: string): Promise<{ code: number; text: string }> {
  const config = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  return await runCommand(Deno.execPath(), docLintArguments(config), { cwd: root, limitS: 120, show: false });
}
