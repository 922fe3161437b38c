/**
 * `release`: upgrades of the program itself. A signed manifest is fetched and verified, its file downloaded, checked,
 * tried out beside the running program and swapped in by renames; the version before is kept.
 * @module
 */
export * from "./types.ts";
export * from "./errors.ts";
export { compareVersions, isVersion } from "./semver.ts";
export {
  type ManifestSignature,
  openEnvelope,
  parsePublicKey,
  sealManifest,
  signedBytes,
} from "./envelope.ts";
export { checkStep, parseManifest, pickFile } from "./manifest.ts";
export { fetchRelease, type FetchReleaseOptions } from "./fetch_release.ts";
export { findProgram, type ProcessFacts } from "./find_program.ts";
export { installRelease, type InstallStep, type InstallWatch, rollBack } from "./install.ts";
export { requireTrusted } from "./beside.ts";
export { checkHealth } from "./health.ts";
export { oldPath } from "./swap.ts";
export { PINNED_KEYS } from "./pinned_keys.data.ts";
