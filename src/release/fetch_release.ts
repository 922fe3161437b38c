import { concatBytes } from "../base/mod.ts";
import { openEnvelope } from "./envelope.ts";
import { ReleaseError } from "./errors.ts";
import { fetchFrom, readPieces, releaseUrl } from "./fetch_bounded.ts";
import { checkFreshness, parseManifest } from "./manifest.ts";
import type { Release, ReleaseModules } from "./types.ts";

/** Largest signed manifest. */
export const MAX_MANIFEST_BYTES = 65_536;

/** Longest silence while a manifest comes, ms. */
const MANIFEST_IDLE_MS = 10_000;

/** What {@link fetchRelease} must know. */
export interface FetchReleaseOptions {
  /** Address of the signed manifest. */
  url: string;
  /** Public keys that may sign, hex. None = refused. */
  keys: readonly string[];
  channel: string;
}

/**
 * Fetches a signed manifest. The signature is verified before anything of it is read; then channel and age are.
 * @throws ReleaseError `config`, `unreachable`, `damaged`, `untrusted`, `unsuitable`, `expired`
 */
export async function fetchRelease(
  options: FetchReleaseOptions,
  modules: ReleaseModules,
  signal: AbortSignal,
): Promise<Release> {
  if (options.keys.length === 0) {
    throw new ReleaseError("config", "no release key is known, so no release can be trusted", {
      hint:
        "give the publisher's public key: --release-key HEX, SN1_RELEASE_KEY, or a file beside the program",
    });
  }
  const { response, url } = await fetchFrom(releaseUrl(options.url), {}, modules, signal);
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new ReleaseError("unreachable", `${url.href} answers ${response.status}`, {
      hint: "--url (or SN1_RELEASES) must name the release file itself, e.g. https://…/stable.release",
    });
  }
  const pieces = await Array.fromAsync(
    readPieces(response, url, { limit: MAX_MANIFEST_BYTES, idleMs: MANIFEST_IDLE_MS }, modules, signal),
  );
  const { manifest: bytes, key } = await openEnvelope(concatBytes(...pieces), options.keys);
  const manifest = parseManifest(bytes);
  checkFreshness(manifest, options.channel, modules.clock.now());
  return { manifest, url, key };
}
