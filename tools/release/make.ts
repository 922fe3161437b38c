import {
  type Manifest,
  parseManifest,
  type ReleaseFile,
  sealManifest,
  signedBytes,
} from "../../src/release/mod.ts";
import type { ReleaseKey } from "./keys.ts";

/** What a release is made of. */
export interface ReleasePlan {
  version: string;
  channel: string;
  minVersion: string;
  /** Milliseconds since 1970. */
  issuedMs: number;
  /** Days until nobody believes it any more. */
  days: number;
  /** Built programs and the platform each is for. */
  builds: readonly { path: string; platform: string }[];
  /** Folder that is uploaded. */
  out: string;
}

/**
 * Copies builds into a folder, and writes the signed manifest beside them: `<channel>.release`.
 * @returns path of the manifest
 * @throws Error when a build is no program of this version
 */
export async function makeRelease(plan: ReleasePlan, keys: readonly ReleaseKey[]): Promise<string> {
  await Deno.mkdir(plan.out, { recursive: true });
  const files: ReleaseFile[] = [];
  for (const { path, platform } of plan.builds) {
    const bytes = await Deno.readFile(path);
    const form = formOf(bytes, plan.version);
    if (!form) throw new Error(`${path} is no build of sn1 ${plan.version}`);
    const name = `sn1-${plan.version}-${platform}-${form}`;
    await Deno.writeFile(`${plan.out}/${name}`, bytes, { mode: 0o755 });
    const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    files.push({ platform, form, name, bytes: bytes.length, sha256 });
  }
  const iso = (ms: number) => new Date(ms).toISOString();
  const manifest: Manifest = {
    version: plan.version,
    channel: plan.channel,
    minVersion: plan.minVersion,
    issued: iso(plan.issuedMs),
    expires: iso(plan.issuedMs + plan.days * 86_400_000),
    files,
  };
  const bytes = new TextEncoder().encode(JSON.stringify(manifest, null, 2) + "\n");
  // What the program would refuse is not published.
  parseManifest(bytes);
  const signatures = await Promise.all(keys.map(async (key) => ({
    key: key.publicHex,
    signature: await key.sign(signedBytes(bytes)),
  })));
  const path = `${plan.out}/${plan.channel}.release`;
  // The manifest comes last and whole: what it names is there when it appears.
  await Deno.writeFile(`${path}.tmp`, sealManifest(bytes, signatures));
  await Deno.rename(`${path}.tmp`, path);
  return path;
}

/** The form of a build, by its first bytes; null = none of ours. */
function formOf(bytes: Uint8Array, version: string): ReleaseFile["form"] | null {
  const head = new TextDecoder().decode(bytes.subarray(0, 200));
  if (head.startsWith(`#!/bin/sh\n# sn1 ${version}:`)) return "portable";
  const magic = bytes.subarray(0, 4).toHex();
  return ["7f454c46", "cffaedfe"].includes(magic) || magic.startsWith("4d5a") ? "compiled" : null;
}
