import { z } from "zod";
import { ReleaseError } from "./errors.ts";
import { compareVersions, isVersion } from "./semver.ts";
import type { Manifest, Program, ReleaseFile } from "./types.ts";

/** Largest program file that is accepted, 2 GiB: the portable form has about 150 MB. */
export const MAX_PROGRAM_BYTES = 2 * 1024 * 1024 * 1024;

/** How far ahead of this machine's clock a manifest may be issued, ms. */
export const MAX_CLOCK_AHEAD_MS = 86_400_000;

const version = z.string().refine(isVersion, "is no version");
const manifestSchema = z.object({
  version,
  channel: z.string().regex(/^[a-z0-9-]{1,32}$/),
  minVersion: version,
  issued: z.iso.datetime(),
  expires: z.iso.datetime(),
  files: z.array(z.object({
    platform: z.string().regex(/^[a-z0-9_-]{1,64}$/),
    form: z.enum(["compiled", "portable"]),
    // A plain name: it is joined to the manifest's address, and must not lead elsewhere.
    name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/),
    bytes: z.int().min(1).max(MAX_PROGRAM_BYTES),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  })).min(1).max(64),
});

/**
 * Reads a manifest.
 * @param bytes the signed bytes, after their signature was verified
 * @throws ReleaseError `unsuitable`
 */
export function parseManifest(bytes: Uint8Array): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ReleaseError("unsuitable", "the signed manifest is no JSON", { cause });
  }
  const result = manifestSchema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new ReleaseError(
    "unsuitable",
    `the signed manifest cannot be used: ${issue.path.join(".")} ${issue.message}`,
    {
      hint: "this program may be too old for it: install the newest one by hand",
    },
  );
}

/**
 * Refuses a manifest of another channel, one that has expired and one from the future.
 * @throws ReleaseError `unsuitable`, `expired`
 */
export function checkFreshness(manifest: Manifest, channel: string, nowMs: number): void {
  if (manifest.channel !== channel) {
    throw new ReleaseError(
      "unsuitable",
      `this is a release of channel "${manifest.channel}", not of "${channel}"`,
      {
        hint: `--channel ${manifest.channel}, if that is wanted`,
      },
    );
  }
  if (Date.parse(manifest.expires) <= nowMs) {
    throw new ReleaseError(
      "expired",
      `the release file expired on ${manifest.expires}: there may be a newer version`,
      {
        hint: "the server shows old news, or this machine's clock is wrong (sn1 doctor); try another --url",
      },
    );
  }
  if (Date.parse(manifest.issued) > nowMs + MAX_CLOCK_AHEAD_MS) {
    throw new ReleaseError("expired", `the release manifest is dated in the future: ${manifest.issued}`, {
      hint: "set this machine's clock; sn1 doctor shows how far it is off",
    });
  }
}

/**
 * Refuses what this version must not turn into.
 * @param current version that runs
 * @throws ReleaseError `downgrade`, `unsuitable`
 */
export function checkStep(manifest: Manifest, current: string, allowDowngrade: boolean): void {
  if (compareVersions(manifest.version, current) < 0 && !allowDowngrade) {
    throw new ReleaseError("downgrade", `the server offers ${manifest.version}, older than ${current}`, {
      hint: "--allow-downgrade, if that is wanted; sn1 upgrade --rollback goes back to the version before",
    });
  }
  if (compareVersions(current, manifest.minVersion) < 0) {
    throw new ReleaseError(
      "unsuitable",
      `version ${manifest.version} cannot follow ${current} directly: it wants at least ${manifest.minVersion}`,
      { hint: `upgrade to ${manifest.minVersion} first` },
    );
  }
}

/**
 * The file for this machine: of the form that runs now where there is one.
 * @throws ReleaseError `unsuitable`
 */
export function pickFile(manifest: Manifest, platform: string, form: Program["form"]): ReleaseFile {
  const here = manifest.files.filter((file) => file.platform === platform);
  const found = here.find((file) => file.form === form) ?? here[0];
  if (found) return found;
  const others = [...new Set(manifest.files.map((file) => file.platform))].join(", ");
  throw new ReleaseError(
    "unsuitable",
    `version ${manifest.version} has no file for ${platform}, only for ${others}`,
    {
      hint: "build it from the sources: bash install.sh",
    },
  );
}
