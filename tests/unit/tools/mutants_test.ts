import assert from "node:assert/strict";
import { MUTANTS } from "../../../tools/mutants/mutants.data.ts";
import { full } from "../../kit/mod.ts";

full("every mutation fits the code in exactly one place and names tests that are there", async () => {
  const root = new URL("../../../", import.meta.url).pathname;
  for (const { name, file, find, replace, tests } of MUTANTS) {
    const places = (await Deno.readTextFile(root + file)).split(find).length - 1;
    assert.equal(places, 1, `${name}: found ${places} times in ${file}`);
    assert.notEqual(find, replace, name);
    assert.ok(tests.length > 0, name);
    for (const test of tests) assert.ok((await Deno.stat(root + test)).isFile, `${name}: ${test}`);
  }
  assert.ok(MUTANTS.length >= 20, `${MUTANTS.length} mutations`);
  assert.equal(new Set(MUTANTS.map((mutant) => mutant.name)).size, MUTANTS.length);
});
