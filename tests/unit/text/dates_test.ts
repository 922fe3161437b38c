import assert from "node:assert/strict";
import fc from "fast-check";
import {
  findAllDates,
  findDate,
  findYear,
  maskDate,
  parseDays,
  splitDateSentences,
} from "../../../src/text/mod.ts";

const days = (year: number, month: number, day: number) => Date.UTC(year, month - 1, day) / 86_400_000;

Deno.test("every way to write a day is read as the same day", () => {
  for (
    const date of [
      "July 20, 1969",
      "Jul 20 1969",
      "July 20th, 1969",
      "20 July 1969",
      "7/20/1969",
      "20-07-1969",
    ]
  ) {
    assert.equal(findDate(`It was ${date}.`)?.date, date);
    assert.equal(parseDays(date), days(1969, 7, 20), date);
  }
  assert.equal(parseDays("1969"), days(1969, 1, 1));
});

Deno.test("two-digit years belong to the next fifty years or the last century, whenever this runs", () => {
  assert.deepEqual([parseDays("1/1/75"), parseDays("1/1/76")], [days(2075, 1, 1), days(1976, 1, 1)]);
  assert.equal(parseDays("Jan 1 0001"), days(2001, 1, 1));
});

Deno.test("impossible days and years nobody can tell are not read", () => {
  for (
    const date of [
      "February 30, 2020",
      "13/13/2020",
      "0/1/2020",
      "1/1/111",
      "0052",
      "1/1/0052",
      "June 31, 2020",
    ]
  ) {
    assert.equal(parseDays(date), null, date);
  }
  assert.equal(parseDays("July 4, 1066"), days(1066, 7, 4));
});

Deno.test("a date is hidden wherever it stands in its sentence, and all dates of a text are found", () => {
  const found = findDate("First. In 1999, on May 1, 1999, it was 1999. Last 2000.")!;
  assert.equal(found.date, "1999");
  assert.equal(maskDate(found), "In <date>, on May 1, <date>, it was <date>.");
  assert.deepEqual(findAllDates("1/2/2003 and 5 May 1999, then 1066"), ["1/2/2003", "5 May 1999", "1066"]);
  assert.deepEqual([findYear("in 966 or so"), findYear("12345")], [966, null]);
});

Deno.test("sentences end at a full stop or question mark, not after abbreviations", () => {
  assert.deepEqual(splitDateSentences("Mr. Smith came. Did he? He did! Yes, e.g. here."), [
    "Mr. Smith came.",
    "Did he?",
    "He did! Yes, e.g. here.",
  ]);
});

Deno.test("no text makes the search throw, and what it finds stands in the text", () => {
  const piece = fc.constantFrom(
    "1",
    "12",
    "1999",
    "/",
    "-",
    " ",
    ",",
    "Jan",
    "May",
    "December",
    "th",
    ".",
    "?",
    "é",
    "\ud800",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join("");
      const found = findDate(text);
      if (found) assert.ok(text.includes(found.sentence) && found.sentence.includes(found.date));
      for (const date of findAllDates(text)) {
        const value = parseDays(date);
        assert.ok(value === null || Number.isInteger(value));
      }
    }),
    { numRuns: 1000 },
  );
});
