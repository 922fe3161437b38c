import { abortReason, errorText, withDeadline } from "../../src/base/mod.ts";
import { CHECKS } from "./checks/check_table.ts";
import { CheckContext } from "./check_context.ts";
import type { Check } from "./check_context.ts";
import type { CheckResult, DoctorModules, DoctorOptions, Finding, Severity } from "./types.ts";
import { error as isError, info, NotChecked } from "./check_result.ts";

/** The outcome of an examination (docs/interface.md#json-shapes). */
export interface Diagnosis {
  /** No finding is an error. */
  ok: boolean;
  /** The worst first. */
  checks: Finding[];
}

/** No check may take longer, ms. */
const CHECK_MS = 60_000;

const RANK: Readonly<Record<Severity, number>> = { error: 0, warn: 1, info: 2, ok: 3 };

/**
 * Runs all checks of a role at once and ranks what they find. Nothing is changed, sent or signed.
 * @param onFinding told about each as it comes
 * @throws only the reason of `signal`
 */
export async function examine(
  options: DoctorOptions,
  modules: DoctorModules,
  signal: AbortSignal,
  onFinding: (finding: Finding) => void = () => {},
): Promise<Diagnosis> {
  const exam = new CheckContext(options, modules, signal);
  try {
    const checks = await Promise.all(
      CHECKS.filter((check) => !check.role || check.role === options.role).map(async (check) => {
        const finding = { id: check.id, ...await verdictOf(check, exam) };
        onFinding(finding);
        return finding;
      }),
    );
    if (signal.aborted) throw abortReason(signal);
    // Stable: within one severity the order of the table stays.
    checks.sort((a, b) => RANK[a.severity] - RANK[b.severity]);
    return { ok: checks.every(({ severity }) => severity !== "error"), checks };
  } finally {
    await exam.close();
  }
}

async function verdictOf(check: Check, exam: CheckContext): Promise<CheckResult> {
  try {
    return await withDeadline(
      exam.modules.clock,
      CHECK_MS,
      `check ${check.id}`,
      () => check.run(exam),
      exam.signal,
    );
  } catch (error) {
    if (error instanceof NotChecked) return info(`not checked: ${error.message}`);
    return isError(`the check itself failed: ${errorText(error)}`, "report it with this line");
  }
}
