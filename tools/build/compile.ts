import { COMPILE_EXCLUDES, ENTRY, PERMISSION_SET } from "./packages.data.ts";

/**
 * Paths that `deno compile` leaves out, for the versions that are installed.
 * @param installed names of the folders in `node_modules/.deno`
 */
export function compileExcludes(installed: readonly string[]): string[] {
  return COMPILE_EXCLUDES.flatMap((pattern) => {
    const [folder, ...rest] = pattern.split("/");
    const prefix = folder!.replace(/\*$/, "");
    return installed.filter((name) => folder!.endsWith("*") ? name.startsWith(prefix) : name === prefix)
      .map((name) => ["node_modules/.deno", name, ...rest].join("/"));
  });
}

/** Arguments of `deno compile` for the program. */
export function compileArguments(output: string, excludes: readonly string[]): string[] {
  return [
    "compile",
    "--self-extracting",
    "--no-prompt",
    "--frozen",
    `-P=${PERMISSION_SET}`,
    ...excludes.map((path) => `--exclude=${path}`),
    `--output=${output}`,
    ENTRY,
  ];
}

/** Whether the output of a failed compile says that the base binary could not be had. */
export function lacksBaseBinary(output: string): boolean {
  return /Setting up base binary|\bdenort\b/.test(output);
}
