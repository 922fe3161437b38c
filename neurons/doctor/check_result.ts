import type { CheckResult } from "./types.ts";

/** Thrown by a check whose precondition does not hold; another check reports that. */
export class NotChecked extends Error {}

/** All is well. */
export const ok = (evidence: string): CheckResult => ({ severity: "ok", evidence, fix: "" });

/** Worth knowing, nothing to be mended. */
export const info = (evidence: string, fix = ""): CheckResult => ({ severity: "info", evidence, fix });

/** It will work, but worse than it could, or not for long. */
export const warn = (evidence: string, fix: string): CheckResult => ({ severity: "warn", evidence, fix });

/** It will not work. */
export const error = (evidence: string, fix: string): CheckResult => ({ severity: "error", evidence, fix });
