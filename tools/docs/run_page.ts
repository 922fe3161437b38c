import { checkLine, type Commands } from "./check_line.ts";
import { masked, matches } from "./compare.ts";
import { type Block, type Page, readPage, type Step } from "./page.ts";
import { sn1Calls } from "./shell_words.ts";
import { readSettings } from "./settings.ts";
import { openWorld, type Service, type World } from "./world.ts";

/** What became of a page. */
export interface PageResult {
  path: string;
  /** Commands that were run. */
  run: number;
  /** Command lines that were only read, by the program's own parser. */
  parsed: number;
  /** What is wrong, each with its line. */
  problems: string[];
  /** Shown outputs that differ: lines of the page and what to write there. */
  rewrites: { at: [from: number, to: number]; lines: string[] }[];
}

/** What pages are checked against. */
export interface DocsModules {
  commands: Commands;
  /** Names of `deno task …`. */
  tasks: ReadonlySet<string>;
  /** Text of another file of the project, by its path; rejects when it is not there. A folder has an empty text. */
  readText: (path: string) => Promise<string>;
  /** Run nothing. @default {false} */
  readOnly?: boolean;
}

/** What a service says once it serves, when a page shows no output of it. */
const READY: Readonly<Record<string, RegExp>> = {
  miner: /announced/,
  validator: /resumes after step/,
  localnet: /Ctrl-C ends it/,
};

/** Longest wait for the output of a service, ms. */
const READY_MS = 60_000;

/** Flags of other programs that the pages name, and dashed words that are none. */
const FOREIGN_FLAGS =
  /^--(?:allow-[a-z]+(?:=.*)?|only|part|doc|yes|quiet|json|permission-set|expose-gc|version|help)$/;

/** The command that goes on until it is stopped, if the line starts one. */
function serviceOf(command: string): string | null {
  for (const args of sn1Calls(command)) {
    if (args.includes("--help") || args.includes("--dry-run")) continue;
    if (args[0]! in READY) return args[0]!;
    if (args[0] === "events" && args.includes("--follow")) return "events";
    if (args[0] === "demo" && /--steps[= ]0\b/.test(args.join(" "))) return "demo";
  }
  return null;
}

/** A reason that names the page on which the lines of a block are run. */
const ELSEWHERE = /^(docs\/\S+\.md) runs these lines$/;

/** Runs and reads everything of a page that is a command. */
export async function runPage(path: string, text: string, modules: DocsModules): Promise<PageResult> {
  const result: PageResult = { path, run: 0, parsed: 0, problems: [], rewrites: [] };
  let page: Page;
  try {
    page = readPage(text);
  } catch (error) {
    result.problems.push(`${path}: ${(error as Error).message}`);
    return result;
  }
  // The specifications describe other programs: their flags and commands are not ours.
  if (!result.path.startsWith("docs/spec/")) await readShown(page, modules, result);
  await checkLinks(page, modules, result);
  if (modules.readOnly) return result;
  let world: World | null = null;
  try {
    for (const block of page.blocks) {
      if (block.kind === "world") {
        await world?.close();
        world = null;
        world = await openFor(block.settings, modules.commands);
      } else if (block.kind === "console") {
        world ??= await openFor("", modules.commands);
        // What follows a failed command would only fail with it.
        if (!await runBlock(block, world, result)) break;
      }
    }
  } catch (error) {
    result.problems.push(`${path}: ${(error as Error).message}`);
  } finally {
    await world?.close();
  }
  return result;
}

function openFor(settings: string, commands: Commands): Promise<World> {
  const having = (flag: string) =>
    [...commands].filter(([, { command }]) => flag in command.flags).map(([name]) => name);
  return openWorld(readSettings(settings), having("subtensor.chain_endpoint"), having("axon.port"));
}

/** Services of the present world by block; they end with the world or at `^C`. */
async function runBlock(
  block: Block & { kind: "console" },
  world: World,
  result: PageResult,
): Promise<boolean> {
  for (const step of block.steps) {
    const fail = (what: string, output: readonly string[]) => {
      const end = output.filter((line) => line.trim() !== "").slice(-12).map((line) => `    ${line}`);
      result.problems.push([`${result.path}:${step.line}: ${step.command}: ${what}`, ...end].join("\n"));
      return false;
    };
    result.run++;
    // One that is expected to fail ends by itself.
    if (step.exit === 0 && serviceOf(step.command) !== null) {
      const problem = await runService(step, world);
      if (problem) return fail(problem.what, problem.output);
      continue;
    }
    const { code, output } = await world.run(step.command, step.answers);
    if (code !== step.exit) return fail(`exit ${code}, the page wants ${step.exit}`, output);
    if (shows(step) && !matches(step.shown, output)) {
      result.rewrites.push({ at: step.shownAt, lines: trimmed(masked(output)) });
      fail("its output is not what the page shows; it was:", output);
    }
  }
  return true;
}

const shows = (step: Step) => step.shown.some((line) => !/^\s*…?\s*$/.test(line));

function trimmed(lines: string[]): string[] {
  const first = lines.findIndex((line) => line !== "");
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => line !== "") + 1);
}

async function runService(step: Step, world: World): Promise<{ what: string; output: string[] } | null> {
  const service: Service = await world.start(step.command);
  const ready = READY[serviceOf(step.command)!];
  const good = (output: string[]) =>
    shows(step)
      ? matches(step.shown, output, true)
      : ready === undefined || output.some((line) => ready.test(line));
  const end = performance.now() + READY_MS;
  while (!good(await service.output())) {
    if (service.ended() || performance.now() > end) {
      const what = service.ended() ? "it ended" : "what the page shows did not come";
      return { what, output: (await service.stop()).output };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (!step.stopped) return null;
  const { code, output } = await service.stop();
  return code === step.exit ? null : { what: `exit ${code} after Ctrl-C`, output };
}

/** Reads what is shown without being run, and the code spans of the prose. */
async function readShown(page: Page, modules: DocsModules, result: PageResult): Promise<void> {
  const report = (line: number, what: string) => result.problems.push(`${result.path}:${line}: ${what}`);
  const read = async (line: number, args: readonly string[]) => {
    result.parsed++;
    const problem = await checkLine(args, modules.commands);
    if (problem) report(line, `sn1 ${args.join(" ")}: ${problem}`);
  };
  for (const block of page.blocks) {
    if (block.kind !== "shown") continue;
    const calls = callsOf(block);
    const tasks = [...block.text.matchAll(/\bdeno task (?:--quiet )?([\w:-]+)/g)].map(([, name]) => name!);
    if ((calls.length > 0 || block.lang === "sh") && block.reason === null && !page.generated) {
      report(block.line, "a block that is not run wants <!-- not run: REASON --> right above it");
    }
    for (const name of tasks) {
      result.parsed++;
      if (!modules.tasks.has(name)) report(block.line, `there is no deno task ${name}`);
    }
    for (const args of calls) await read(block.line, args);
    const elsewhere = ELSEWHERE.exec(block.reason ?? "")?.[1];
    if (elsewhere !== undefined) {
      const run = await runIn(elsewhere, modules);
      for (const args of calls) {
        // It may be run with more flags there, such as fewer steps.
        if (!run.some((words) => args.every((word, at) => words[at] === word))) {
          report(block.line, `${elsewhere} does not run: sn1 ${args.join(" ")}`);
        }
      }
    }
  }
  const flags = new Set([...modules.commands.values()].flatMap(({ command }) => Object.keys(command.flags)));
  const forms = new Set([...flags].flatMap((name) => [name, name.replace(/[._]/g, "-")]));
  for (const [, { command }] of modules.commands) {
    for (const spec of Object.values(command.flags)) spec.aliases?.forEach((alias) => forms.add(alias));
  }
  for (const { line, text } of page.spans) {
    if (/^(\.\/)?sn1 [a-z]/.test(text)) {
      for (const args of sn1Calls(text.replaceAll("|", "\\|"))) await read(line, args);
    } else if (/^deno task [\w:-]+/.test(text)) {
      const name = text.split(" ")[2]!;
      if (!modules.tasks.has(name)) report(line, `there is no deno task ${name}`);
    } else if (/^--[a-z]/.test(text) && !FOREIGN_FLAGS.test(text.split(" ")[0]!)) {
      const name = /^--([\w.-]+)/.exec(text)![1]!;
      if (!forms.has(name) && !/^[\w.-]+\.$/.test(name)) report(line, `no command has a flag --${name}`);
    }
  }
}

/** Links within the project lead to a file that is there, and to a heading of it. */
async function checkLinks(page: Page, modules: DocsModules, result: PageResult): Promise<void> {
  for (const { line, text } of page.links) {
    const [to, anchor] = text.split("#");
    const target = to === "" ? result.path : new URL(to!, `file:///${result.path}`).pathname.slice(1);
    const content = await modules.readText(target).catch(() => null);
    const missing = content === null
      ? "leads nowhere"
      : anchor && target.endsWith(".md") && !readPage(content).anchors.includes(anchor)
      ? "leads to no heading"
      : null;
    if (missing) result.problems.push(`${result.path}:${line}: the link ${text} ${missing}`);
  }
}

/** Arguments of all calls that another page runs. */
async function runIn(path: string, { readText }: DocsModules): Promise<string[][]> {
  const { blocks } = readPage(await readText(path));
  return blocks.flatMap((block) =>
    block.kind === "console" ? block.steps.flatMap((step) => sn1Calls(step.command)) : []
  );
}

/** Calls of sn1 in a block of any language: shell lines, `ExecStart=…`, a Dockerfile's CMD. */
function callsOf(block: Block & { kind: "shown" }): string[][] {
  if (block.lang === "sh" || block.lang === "bash" || block.lang === "") return sn1Calls(block.text);
  if (/^(ts|js|json|python|css|html)$/.test(block.lang)) return [];
  return block.text.split("\n").flatMap((line) =>
    sn1Calls(line.replace(/^\s*(?:\$ |[A-Za-z]+=-?|-\s+|CMD\s|RUN\s|ENTRYPOINT\s)/, ""))
  );
}

/** A page with its shown outputs replaced by what came. */
export function rewritten(text: string, rewrites: PageResult["rewrites"]): string {
  const lines = text.split("\n");
  for (const { at: [from, to], lines: fresh } of rewrites.toSorted((a, b) => b.at[0] - a.at[0])) {
    lines.splice(from - 1, to - from, ...fresh);
  }
  return lines.join("\n");
}
