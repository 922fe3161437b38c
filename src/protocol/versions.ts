import { ProtocolError } from "./errors.ts";

/** From this version integer on, nonces are Unix nanoseconds (docs/spec/wire.md#61-version-integer). */
export const WALL_CLOCK_VERSION = 7_002_000;

/**
 * The integer an SDK announces for its version (docs/spec/wire.md#61-version-integer); pre-release suffixes
 * are cut off.
 * @param version e.g. `7.4.0` or `10.2.0rc1`
 * @throws ProtocolError `version` when it is not three numbers
 */
export function versionAsInt(version: string): number {
  const match = /^(\d{1,4})\.(\d{1,3})\.(\d{1,3})/.exec(version);
  if (!match) throw new ProtocolError("version", `not a version: ${version.slice(0, 40)}`);
  const [major, minor, patch] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const old = major < 7 || (major === 7 && minor < 2);
  return old ? 100 * major + 10 * minor + patch : 1_000_000 * major + 1000 * minor + patch;
}
