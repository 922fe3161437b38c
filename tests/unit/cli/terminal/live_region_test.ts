import assert from "node:assert/strict";
import { bar, liveBlock } from "../../../../src/cli/terminal/live_region.ts";
import { createOutput, jsonText, table } from "../../../../src/cli/terminal/output.ts";

Deno.test("a live block goes back over its own lines and never wraps", () => {
  let screen = "";
  const block = liveBlock({ terminal: true, columns: 21 }, (text) => screen += text);
  block.draw(["one", "two"]);
  block.draw(["x".repeat(100)]);
  block.clear();
  assert.equal(screen, `one\ntwo\n\u001b[2F\u001b[0J${"x".repeat(19)}…\n\u001b[1F\u001b[0J`);
});

Deno.test("without a terminal nothing is drawn", () => {
  let screen = "";
  liveBlock({ terminal: false, columns: 80 }, (text) => screen += text).draw(["one"]);
  assert.equal(screen, "");
});

Deno.test("bars keep their width and survive any number", () => {
  for (const share of [0, 0.03, 0.5, 1, 2, -1, NaN]) assert.equal(bar(share, 10).length, 10);
  assert.equal(bar(1, 3), "███");
});

Deno.test("with --json people's lines are silent and the result is one document", () => {
  let stdout = "";
  const out = createOutput({
    json: true,
    stdout: (t) => stdout += t,
    stderr: () => {},
    terminal: false,
    columns: 80,
  });
  out.line("for people");
  out.write("more");
  out.result({ rao: 5n, big: 2n ** 70n });
  assert.equal(stdout, '{"rao":5,"big":"1180591620717411303424"}\n');
  assert.equal(jsonText({ a: undefined }), "{}");
});

Deno.test("tables align columns and clean hostile cells", () => {
  const lines = table(
    [{ title: "UID", value: (r: [number, string]) => r[0], align: "right" }, {
      title: "NAME",
      value: (r) => r[1],
    }],
    [[1, "a\u001b[31m\nb"], [10, "c"]],
  );
  assert.deepEqual(lines, ["UID  NAME", "  1  a b", " 10  c"]);
});
