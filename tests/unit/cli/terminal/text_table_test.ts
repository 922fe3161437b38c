import assert from "node:assert/strict";
import { formatCount, formatDuration, formatSize } from "../../../../src/cli/terminal/number_format.ts";
import { createOutput, printTable } from "../../../../src/cli/terminal/output.ts";
import { type Column, table } from "../../../../src/cli/terminal/text_table.ts";

type Row = { uid: number; note: string; key: string };
const COLUMNS: Column<Row>[] = [
  { title: "UID", value: (r) => r.uid, align: "right" },
  { title: "NOTE", value: (r) => r.note, drop: 1 },
  { title: "KEY", value: (r) => r.key, shrink: 6 },
];
const ROWS: Row[] = [{ uid: 1, note: "first", key: "abcdefghijkl" }, {
  uid: 22,
  note: "second",
  key: "mnop",
}];

Deno.test("a table with room enough shows everything", () => {
  const whole = ["UID  NOTE    KEY", "  1  first   abcdefghijkl", " 22  second  mnop"];
  assert.deepEqual(table(COLUMNS, ROWS), whole);
  assert.deepEqual(table(COLUMNS, ROWS, 25), whole);
});

Deno.test("with less room columns are cut first, then left out, the first ones stay", () => {
  assert.deepEqual(table(COLUMNS, ROWS, 20), [
    "UID  NOTE    KEY",
    "  1  first   abcdef…",
    " 22  second  mnop",
  ]);
  assert.deepEqual(table(COLUMNS, ROWS, 18), ["UID  KEY", "  1  abcdefghijkl", " 22  mnop"]);
  assert.deepEqual(table(COLUMNS, ROWS, 12), ["UID  KEY", "  1  abcdef…", " 22  mnop"]);
  // What cannot give any more stays as it is.
  assert.deepEqual(table(COLUMNS, ROWS, 3), ["UID  KEY", "  1  abcde…", " 22  mnop"]);
});

Deno.test("no line of a fitted table is longer than the terminal, whatever its width", () => {
  for (let fit = 11; fit < 40; fit++) {
    for (const line of table(COLUMNS, ROWS, fit)) assert.ok(line.length <= fit, `${fit}: ${line}`);
  }
});

Deno.test("tables are fitted on a terminal, and whole and plain in a pipe", () => {
  const print = (page: boolean) => {
    let text = "";
    const stdout = (piece: string) => void (text += piece);
    printTable(
      createOutput({ json: false, stdout, terminal: true, page, columns: 12, color: page }),
      COLUMNS,
      ROWS,
    );
    return text;
  };
  assert.equal(print(true), "\u001b[1mUID  KEY\u001b[0m\n  1  abcdef…\n 22  mnop\n");
  assert.equal(print(false), "UID  NOTE    KEY\n  1  first   abcdefghijkl\n 22  second  mnop\n");
});

Deno.test("colours need a terminal on stdout too, so that no pipe gets escape sequences", () => {
  const piped = createOutput({ json: false, terminal: true, page: false, columns: 80 });
  assert.equal(piped.color, false);
  assert.equal(piped.fit, undefined);
});

Deno.test("sizes, spans and counts are written for people", () => {
  assert.deepEqual([5, 1500, 38_100_000, 1.24e9].map(formatSize), ["5 B", "1.5 kB", "38.1 MB", "1.24 GB"]);
  assert.deepEqual([-1, 40_000, 180_000, 7_200_000, 5 * 86_400_000].map(formatDuration), [
    "0 s",
    "40 s",
    "3 min",
    "2 h",
    "5 d",
  ]);
  assert.deepEqual([formatCount(1, "miner"), formatCount(2, "miner")], ["1 miner", "2 miners"]);
});
