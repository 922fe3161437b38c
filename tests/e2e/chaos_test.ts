import assert from "node:assert/strict";
import { ITEMS } from "../chaos/catalogue.ts";
import { runItem } from "../chaos/run_item.ts";
import { full } from "../kit/mod.ts";

for (const item of ITEMS.filter(({ short }) => short)) {
  full(`chaos, short form: ${item.id}`, async () => {
    const { ok, injected, error } = await runItem(item, "short", false);
    assert.ok(ok && injected > 0, error ?? `${injected} injected`);
  });
}

Deno.test("every item of the reliability suite has a name of its own and says what it does", () => {
  assert.equal(new Set(ITEMS.map(({ id }) => id)).size, ITEMS.length);
  for (const { id, what } of ITEMS) assert.ok(/^[a-z0-9-]+$/.test(id) && what.length > 40, id);
});
