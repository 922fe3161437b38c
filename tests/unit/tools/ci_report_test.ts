import assert from "node:assert/strict";
import { demoFaults } from "../../../tools/ci/demo_result.ts";
import { readJunit, unlisted } from "../../../tools/ci/junit.ts";
import { full, withTempDir } from "../../kit/mod.ts";

const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="5" failures="3" errors="0" time="0.015">
    <testsuite name="./a_test.ts" tests="5" disabled="1" errors="0" failures="3">
        <testcase name="a &quot;&lt;b&gt;&quot; fails" classname="./a_test.ts" time="0.002" line="1" col="6">
            <failure message="Error: x">&lt;skipped/&gt;</failure>
        </testcase>
        <testcase name="ig &amp; nored" classname="./a_test.ts" time="0.000" line="2" col="6">
            <skipped/>
        </testcase>
        <testcase name="steps" classname="./a_test.ts" time="0.002" line="3" col="6">
            <failure message="1 test step failed">1 test step failed.</failure>
        </testcase>
        <testcase name="steps &gt; one" classname="./a_test.ts" time="0.000" line="3" col="41">
        </testcase>
        <testcase name="steps &gt; one &gt; deep" classname="./a_test.ts" time="0.000" line="3" col="41">
            <failure message="z">z</failure>
        </testcase>
        <testcase name="one &gt; two holds" classname="./a_test.ts" time="0.000" line="9" col="1">
        </testcase>
    </testsuite>
</testsuites>
`;

Deno.test("readJunit() counts tests, not their steps, and undoes the escapes of names", () => {
  assert.deepEqual(readJunit(REPORT), {
    passed: 1,
    failed: ['a "<b>" fails', "steps"],
    ignored: ["ig & nored"],
  });
});

Deno.test("readJunit() refuses a report that was cut off", () => {
  assert.throws(() => readJunit(REPORT.slice(0, 400)));
  assert.throws(() => readJunit(""));
});

Deno.test("unlisted() accepts a listed name with its reason behind it, and no empty reasons", () => {
  const listed = { "needs a GPU": "none here", "no reason": " " };
  assert.deepEqual(unlisted(["needs a GPU (no adapter)", "needs a GPU", "no reason", "other"], listed), [
    "no reason",
    "other",
  ]);
});

Deno.test("demoFaults() wants the steps, two miners and different weights", () => {
  const good = { steps: 8, miners: [{}, {}], weights: { uids: [1, 2], values: [65535, 3] } };
  const faults = (change: object) => demoFaults(JSON.stringify({ ...good, ...change }), 8).length;
  assert.equal(faults({}), 0);
  assert.equal(faults({ steps: 7 }), 1);
  assert.equal(faults({ miners: [{}] }), 1);
  assert.equal(faults({ weights: null }), 1);
  assert.equal(faults({ weights: { uids: [1, 2], values: [5, 5] } }), 1);
  assert.equal(demoFaults("{} {}", 8).length, 1);
});

full("the report ends with the sum of tests and gates, and its exit code says no", async () => {
  await withTempDir(async (dir) => {
    await Deno.writeTextFile(`${dir}/full.xml`, REPORT);
    await Deno.writeTextFile(`${dir}/ignored.json`, '{"ig & nored": "because"}');
    const report = async (...gates: string[]) => {
      const command = new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--allow-read", "tools/ci_report.ts"].concat(
          ["--full", `${dir}/full.xml`, "--ignored", `${dir}/ignored.json`, ...gates],
        ),
        cwd: new URL("../../..", import.meta.url).pathname,
      });
      const { code, stdout } = await command.output();
      return { code, last: new TextDecoder().decode(stdout).trimEnd().split("\n").at(-1) };
    };
    assert.deepEqual(await report("ok=1", "build=0"), { code: 1, last: "3 passed, 3 failed" });
    await Deno.writeTextFile(`${dir}/full.xml`, REPORT.replace(/<failure[\s\S]*?<\/failure>/g, ""));
    assert.deepEqual(await report("ok=0", "build=0"), { code: 0, last: "6 passed, 0 failed" });
    await Deno.writeTextFile(`${dir}/ignored.json`, "{}");
    assert.deepEqual(await report("ok=0"), { code: 1, last: "4 passed, 1 failed" });
  });
});
