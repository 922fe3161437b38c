import assert from "node:assert/strict";
import type { Cell, KnownFault, Verdict } from "../../interop/case.ts";
import { judge, runCase } from "../../interop/judge.ts";
import { textReport } from "../../interop/report.ts";
import { cutAnywhere, cutBytes, MULTI_BYTE, tidy } from "../../interop/texts.ts";
import { QUICK, SDK_VERSIONS, type SdkVersion } from "../../interop/versions.data.ts";
import { full } from "../../kit/mod.ts";

const FAULT: KnownFault = {
  name: "says no",
  direction: "wallets",
  case: "a case",
  versions: ["9"],
  seen: { status: 500 },
  source: "nowhere",
};
const WANT = { status: 200, text: "yes" };

Deno.test("judge() knows agreement, named faults, and faults that did not show", () => {
  assert.deepEqual(judge({ ...WANT }, WANT, undefined), { kind: "ok" });
  assert.deepEqual(judge({ status: 500, text: "yes" }, WANT, FAULT), { kind: "fault", name: "says no" });
  assert.deepEqual(judge({ ...WANT }, WANT, FAULT), {
    kind: "failed",
    detail: 'the known fault "says no" did not show',
  });
  const other = judge({ status: 200, text: "no", more: 1 }, WANT, undefined);
  assert.deepEqual(other, {
    kind: "failed",
    detail: 'text: "no" instead of "yes"; more: 1 instead of nothing',
  });
  // Beside its fault a version must still do everything else right.
  assert.equal(judge({ status: 500, text: "no" }, WANT, FAULT).kind, "failed");
});

Deno.test("runCase() turns exceptions into failures and looks up the fault of the version only", async () => {
  const version = (id: string) => ({ ...SDK_VERSIONS[0]!, id }) as SdkVersion;
  const each = { name: "a case", want: WANT, run: () => Promise.resolve({ status: 500, text: "yes" }) };
  assert.equal((await runCase("wallets", each, null, version("9"), [FAULT])).verdict.kind, "fault");
  assert.equal((await runCase("wallets", each, null, version("10"), [FAULT])).verdict.kind, "failed");
  assert.equal((await runCase("chain", each, null, version("9"), [FAULT])).verdict.kind, "failed");
  const broken = { ...each, run: () => Promise.reject(new Error("gone")) };
  assert.deepEqual((await runCase("wallets", broken, null, version("9"), [])).verdict, {
    kind: "failed",
    detail: "gone",
  });
  const without = { ...each, without: { versions: ["9"], reason: "never had it" } };
  assert.equal((await runCase("wallets", without, null, version("9"), [FAULT])).verdict.kind, "none");
});

Deno.test("the report counts every cell and tells failures in full", () => {
  const verdicts: Verdict[] = [
    { kind: "ok" },
    { kind: "fault", name: "says no" },
    { kind: "skipped", reason: "no Python" },
    { kind: "failed", detail: "status: 1 instead of 2" },
  ];
  const cells = verdicts.map((verdict, i): Cell => ({
    direction: "wallets",
    case: "a case",
    version: SDK_VERSIONS[i]!.id,
    verdict,
    ms: 1,
  }));
  const part = { direction: "wallets" as const, rows: ["a case"], run: () => Promise.resolve() };
  const text = textReport([part], SDK_VERSIONS, cells);
  assert.match(text, /a case +ok +fault 1 +skipped +FAILED/);
  assert.match(text, /fault 1: says no/);
  assert.match(text, /skipped: no Python/);
  assert.match(text, /FAILED wallets, a case, 10:\n {2}status: 1 instead of 2/);
  assert.match(text, /4 cells: 1 ok, 1 known faults, 0 do not apply, 1 skipped, 1 failed/);
});

Deno.test("tidy() hides what differs from run to run and nothing else", () => {
  const id = "eea2a8d1-f22b-4858-b4db-a8adfa09d0f3";
  assert.equal(tidy(`Internal Server Error #${id}`), "Internal Server Error #ID");
  assert.equal(tidy("Nonce is too old: 14.00 seconds"), "Nonce is too old: N seconds");
  assert.equal(tidy("Request timeout after 1.0 seconds"), "Request timeout after 1.0 seconds");
  assert.equal(tidy(null), null);
});

Deno.test("texts survive being cut", () => {
  assert.equal(cutAnywhere(MULTI_BYTE, 7).join(""), MULTI_BYTE);
  const pieces = cutBytes(MULTI_BYTE, 3);
  assert.equal(new TextDecoder().decode(new Uint8Array(pieces.flatMap((piece) => [...piece]))), MULTI_BYTE);
  // Else the cases that cut would prove nothing.
  assert.ok(cutAnywhere(MULTI_BYTE.repeat(40), 7).some((piece) => !piece.isWellFormed()));
});

full("every known fault names a row and releases of the matrix, once", async () => {
  const { KNOWN_FAULTS } = await import("../../interop/faults.data.ts");
  const { PARTS } = await import("../../interop/parts.ts");
  const ids = SDK_VERSIONS.map(({ id }) => id);
  assert.ok(ids.includes(QUICK));
  const seen = new Set<string>();
  for (const fault of KNOWN_FAULTS) {
    const part = PARTS.find(({ direction }) => direction === fault.direction);
    assert.ok(part?.rows.includes(fault.case), `${fault.name}: no row "${fault.case}"`);
    for (const version of fault.versions) {
      assert.ok(ids.includes(version), `${fault.name}: no release "${version}"`);
      const cell = `${fault.direction}|${fault.case}|${version}`;
      assert.ok(!seen.has(cell), `${cell} has two faults`);
      seen.add(cell);
    }
  }
});
