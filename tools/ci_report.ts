/**
 * Sums up a CI run and ends with `N passed, N failed`: tests of the full run and the gates around it.
 *
 *     ci_report.ts --full junit.xml [--full …] --ignored tests/ignored.json [--demo demo.json --steps N] GATE=CODE …
 * @module
 */
import { parseArgs } from "node:util";
import { demoFaults } from "./ci/demo_result.ts";
import { readJunit, unlisted } from "./ci/junit.ts";

/** A check that passed, or the reasons why it did not. */
interface Gate {
  name: string;
  faults: string[];
}

async function report(args: string[]): Promise<boolean> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      full: { type: "string", multiple: true },
      ignored: { type: "string" },
      demo: { type: "string" },
      steps: { type: "string" },
    },
  });
  const gates: Gate[] = positionals.map((text) => {
    const [name, code] = text.split("=");
    return { name: name!, faults: code === "0" ? [] : [`exit code ${code}`] };
  });
  const tests = { passed: 0, failed: [] as string[], ignored: [] as string[] };
  const complete: Gate = { name: "every test ran or is listed in tests/ignored.json", faults: [] };
  try {
    for (const path of values.full ?? []) {
      const part = readJunit(await Deno.readTextFile(path));
      if (part.passed === 0) complete.faults.push(`no test passed in ${path}`);
      tests.passed += part.passed;
      tests.failed.push(...part.failed);
      tests.ignored.push(...part.ignored);
    }
    const listed = JSON.parse(await Deno.readTextFile(values.ignored!));
    complete.faults = unlisted(tests.ignored, listed).map((name) => `ignored without a reason: ${name}`);
    if (tests.passed === 0) complete.faults.push("no test passed");
  } catch (error) {
    complete.faults.push(error instanceof Error ? error.message : String(error));
  }
  gates.push(complete);
  if (values.demo) {
    const text = await Deno.readTextFile(values.demo).catch(() => "");
    gates.push({ name: "the demo pays", faults: demoFaults(text, Number(values.steps)) });
  }

  for (const name of tests.failed) console.log(`FAILED test  ${name}`);
  for (const { name, faults } of gates) {
    console.log(`${faults.length === 0 ? "ok    " : "FAILED"} gate  ${name}`);
    for (const fault of faults) console.log(`       ${fault}`);
  }
  const failedGates = gates.filter((gate) => gate.faults.length > 0).length;
  const { passed, failed, ignored } = tests;
  console.log(`tests: ${passed} passed, ${failed.length} failed, ${ignored.length} ignored`);
  console.log(`gates: ${gates.length - failedGates} passed, ${failedGates} failed`);
  console.log(`${passed + gates.length - failedGates} passed, ${failed.length + failedGates} failed`);
  return failed.length + failedGates === 0;
}

if (import.meta.main) Deno.exit(await report(Deno.args) ? 0 : 1);
