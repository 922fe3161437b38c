/**
 * Public ed25519 keys (hex) whose signature makes a release. Whoever publishes builds of this program puts theirs
 * here before building; until then it is empty, and an operator names the key (`--release-key`, or a file beside the
 * program). With no key at all nothing is installed.
 */
export const PINNED_KEYS: readonly string[] = [];
