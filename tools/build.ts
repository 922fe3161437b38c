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

/** A slow line takes a while for the 40 MB of the base binary. */
const LIMIT_S = 900;

async function build(dry: boolean): Promise<number> {
  const root = new URL("..", import.meta.url).pathname;
  const installed = (await Array.fromAsync(Deno.readDir(`${root}node_modules/.deno`))).map((entry) =>
    entry.name
  );
  const folder = dry ? await Deno.makeTempDir({ prefix: "sn1-build-" }) : root.replace(/\/$/, "");
  const output = `${folder}/${OUTPUT}`;
  try {
    const { code, text } = await runCommand(
      Deno.execPath(),
      compileArguments(output, compileExcludes(installed)),
      {
        cwd: root,
        limitS: LIMIT_S,
        show: !dry,
        env: dry ? { DENORT_BIN: Deno.execPath() } : {},
      },
    );
    if (code === 0) {
      const size = (await Deno.stat(output)).size;
      console.error(`${dry ? "build:dry: would be" : `built ./${OUTPUT}:`} ${Math.round(size / 1e6)} MB`);
    } else if (dry) {
      console.error(text);
    } else if (lacksBaseBinary(text)) {
      console.error(
        "\nThe base binary of deno compile (denort) cannot be fetched from here, so nothing was built.\n" +
          "Make the self-unpacking form instead:  deno task build:portable",
      );
    }
    return code;
  } finally {
    if (dry) await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) Deno.exit(await build(Deno.args.includes("--dry")));
