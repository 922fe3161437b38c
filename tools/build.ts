/**
 * Builds `./sn1` with `deno compile`.
 *
 *     deno task build        needs Deno's base binary (denort), which deno fetches from its download site
 *     deno task build:dry    every step with the deno at hand as the base: checks graph and excludes, keeps nothing
 * @module
 */
import { compileArguments, compileExcludes, lacksBaseBinary } from "./build/compile.ts";
import { OUTPUT } from "./build/packages.data.ts";
import { runCommand } from "./build/run_command.ts";
import { tryProgram } from "./build/try_program.ts";

/** A slow line takes a while for the 40 MB of the base binary. */
const LIMIT_S = 900;

async function build(dry: boolean): Promise<number> {
  const root = new URL("..", import.meta.url).pathname;
  const installed = (await Array.fromAsync(Deno.readDir(`${root}node_modules/.deno`))).map((entry) =>
    entry.name
  );
  // deno compile does not overwrite what it has not made, such as the portable form: build aside, then rename.
  await Deno.mkdir(`${root}dist`, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: `${root}dist`, prefix: "compile-" });
  const output = `${folder}/${OUTPUT}`;
  try {
    const { code, text } = await runCommand(
      Deno.execPath(),
      compileArguments(output, compileExcludes(installed)),
      {
        cwd: root,
        limitS: LIMIT_S,
        show: false,
        env: dry ? { DENORT_BIN: Deno.execPath() } : {},
      },
    );
    if (code !== 0) {
      console.error(!dry && lacksBaseBinary(text) ? baseBinaryNote(text) : text);
      return code;
    }
    const size = `${Math.round((await Deno.stat(output)).size / 1e6)} MB`;
    if (!dry) await tryProgram(output, folder);
    if (!dry) await Deno.rename(output, `${root}${OUTPUT}`);
    console.error(
      dry ? `build:dry: every step works; the file would have about ${size}` : `built ./${OUTPUT}: ${size}`,
    );
    return 0;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function baseBinaryNote(text: string): string {
  const cause = /error sending request for url \((\S+)\)/.exec(text)?.[1] ?? "its download";
  return `deno compile cannot fetch its base binary (denort) from here: ${cause} does not answer.\n` +
    "Nothing was built. Make the self-unpacking form instead:  deno task build:portable";
}

if (import.meta.main) Deno.exit(await build(Deno.args.includes("--dry")));
