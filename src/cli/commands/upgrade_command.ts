import { systemClock } from "../../base/mod.ts";
import type { Program, Release } from "../../release/mod.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { downloadProgress } from "../terminal/download_progress.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";
import { COMMAND_LINE_ONLY, text, toggle, TRUSTED_SOURCES } from "../flags/flags.ts";
import { formatSize } from "../terminal/number_format.ts";
import { generalFlags } from "../flags/groups.ts";
import { paint } from "../terminal/output.ts";
import { VERSION } from "../version.ts";

const flags = {
  url: text({
    help: "address of the signed release file, e.g. https://example.org/sn1/stable.release",
    placeholder: "URL",
    env: ["SN1_RELEASES"],
    sources: TRUSTED_SOURCES,
    notable: true,
  }),
  "release-key": text({
    help:
      "public key the release must be signed with (unset: the program's own, or the file sn1.release-key beside it)",
    placeholder: "HEX",
    env: ["SN1_RELEASE_KEY"],
    sources: TRUSTED_SOURCES,
    notable: true,
  }),
  channel: text({ help: "line of releases", default: "stable", placeholder: "NAME" }),
  check: toggle({ help: "only tell whether there is a newer version" }),
  "dry-run": toggle({ help: "verify the release and tell what would be done, without fetching the program" }),
  rollback: toggle({
    help: "go back to the version before the last upgrade; twice = forward again",
    sources: COMMAND_LINE_ONLY,
  }),
  "allow-downgrade": toggle({
    help: "install the offered version although it is older",
    sources: COMMAND_LINE_ONLY,
  }),
  "self-test": toggle({
    help: "try this program's parts on this machine; what an upgrade asks of the new one",
  }),
  ...generalFlags,
};

type Context = CommandContext<typeof flags>;

export default defineCommand({
  flags,
  description:
    "Replaces this program by a newer one: fetches a release file, verifies its ed25519 signature with a pinned key " +
    "before reading it, downloads the program (resuming), checks size and SHA-256, tries it out beside the running " +
    "one, and swaps it in by a rename. The version before is kept as sn1.old. Running neurons go on with the old " +
    "one until they are restarted. Nothing is asked of any server without --url or SN1_RELEASES.",
  examples: [
    "sn1 upgrade --url https://example.org/sn1/stable.release --check",
    "sn1 upgrade",
    "sn1 upgrade --rollback",
  ],
  run: upgrade,
});

async function upgrade(context: Context): Promise<number | void> {
  const { flags } = context;
  const modes = (["check", "dry-run", "rollback", "self-test"] as const).filter((name) => flags[name]);
  if (modes.length > 1) {
    throw new CliError("usage", `--${modes[0]} and --${modes[1]} exclude each other`, { hint: "choose one" });
  }
  if (flags["self-test"]) return await test(context);
  if (flags.rollback) return await goBack(context);
  const release = await import("../../release/mod.ts");
  const address = requireUrl(context);
  const program = flags.check ? await ownProgram().catch(() => null) : await ownProgram();
  const found = await release.fetchRelease(
    {
      url: address,
      keys: await trustedKeys(context, program),
      channel: flags.channel,
    },
    { clock: systemClock, fetch },
    context.signal,
  );
  const order = release.compareVersions(found.manifest.version, VERSION);
  if (flags.check || order === 0) return tell(context, found, order, program);
  release.checkStep(found.manifest, VERSION, flags["allow-downgrade"]);
  await install(context, found, program!);
}

/** What `--json` prints, whatever was done. */
function result(release: Release, action: string, program: Program | null, more: object = {}): object {
  const { version, channel, issued, expires } = release.manifest;
  return {
    action,
    current: VERSION,
    version,
    channel,
    issued,
    expires,
    path: program?.path ?? null,
    ...more,
  };
}

function tell({ out }: Context, release: Release, order: number, program: Program | null): void {
  const { version, issued, channel } = release.manifest;
  out.result(result(release, "none", program, { newer: order > 0 }));
  if (order > 0) {
    out.line(
      `${paint(out, "green", version)} is there (${channel}, of ${issued.slice(0, 10)}); this is ${VERSION}`,
    );
    out.line("install it:  sn1 upgrade");
  } else if (order === 0) out.line(`${VERSION} is the newest version (${channel})`);
  else out.line(`${VERSION} is newer than what the server offers (${version}, ${channel})`);
}

async function install(context: Context, found: Release, program: Program): Promise<void> {
  const { flags, out, signal } = context;
  const { installRelease, oldPath, pickFile } = await import("../../release/mod.ts");
  const { version } = found.manifest;
  const file = pickFile(found.manifest, Deno.build.target, program.form);
  const previous = oldPath(program.path);
  const facts = { file: { name: file.name, bytes: file.bytes, sha256: file.sha256 }, previous };
  if (flags["dry-run"]) {
    out.result(result(found, "planned", program, facts));
    out.line(
      `${VERSION} → ${version}: would fetch ${file.name} (${formatSize(file.bytes)}, ${file.form} form),`,
    );
    out.line(`try it out, put it at ${program.path} and keep this version as ${previous}`);
    return;
  }
  const shown = downloadProgress(out, systemClock);
  await installRelease(found, file, program, { clock: systemClock, fetch }, {
    step(step) {
      shown.clear();
      if (step === "check") out.note(`trying out ${version} on this machine`);
      if (step === "roll back") out.note(`${version} does not work in its place: putting ${VERSION} back`);
    },
    progress: (done, total) => shown.update(done, total, file.name),
  }, signal).finally(() => shown.clear());
  out.result(result(found, "installed", program, facts));
  out.line(
    `${paint(out, "green", "✓")} sn1 ${version} is at ${program.path}; ${VERSION} is kept as ${previous}`,
  );
  out.line(
    "running neurons go on with the old one until they are restarted; back again:  sn1 upgrade --rollback",
  );
}

async function goBack({ out, signal }: Context): Promise<void> {
  const { rollBack, oldPath } = await import("../../release/mod.ts");
  const program = await ownProgram();
  const { version } = await rollBack(program, { clock: systemClock }, signal);
  const previous = oldPath(program.path);
  out.result({ action: "rolled-back", current: VERSION, version, path: program.path, previous });
  out.line(
    `${
      paint(out, "green", "✓")
    } sn1 ${version} is back at ${program.path}; ${VERSION} is kept as ${previous}`,
  );
}

async function test({ out }: Context): Promise<number> {
  const { selfTest } = await import("../self_test.ts");
  const checks = await selfTest();
  const ok = checks.every((check) => check.ok);
  out.result({ version: VERSION, ok, checks });
  for (const { name, ok, detail } of checks) {
    out.line(
      `${ok ? paint(out, "green", "ok    ") : paint(out, "red", "failed")}  ${name}${
        detail ? `: ${detail}` : ""
      }`,
    );
  }
  return ok ? EXIT.ok : EXIT.failure;
}

function requireUrl({ flags }: Context): string {
  if (flags.url) return flags.url;
  throw new CliError("usage", "no address of releases is known", {
    hint:
      "give --url https://…/stable.release, or set SN1_RELEASES; from sources: git pull, then bash install.sh",
  });
}

async function ownProgram(): Promise<Program> {
  const { findProgram } = await import("../../release/mod.ts");
  return await findProgram({
    standalone: Deno.build.standalone,
    execPath: Deno.execPath(),
    mainModule: Deno.mainModule,
    self: Deno.env.get("SN1_SELF"),
  });
}

/** The keys a release may be signed with: the operator's word wins over what was compiled in. */
async function trustedKeys({ flags }: Context, program: Program | null): Promise<readonly string[]> {
  const { parsePublicKey, PINNED_KEYS, requireTrusted } = await import("../../release/mod.ts");
  const given = flags["release-key"];
  if (given) return [parsePublicKey(given, "--release-key")];
  if (PINNED_KEYS.length > 0 || !program) return PINNED_KEYS;
  const path = `${program.path}.release-key`;
  if (await Deno.lstat(path).then(() => false, () => true)) return [];
  await requireTrusted(path, program.path);
  return [parsePublicKey(await Deno.readTextFile(path), path)];
}
