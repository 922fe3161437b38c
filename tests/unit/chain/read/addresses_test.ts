import assert from "node:assert/strict";
import { AddressBook } from "../../../../src/chain/read/addresses.ts";
import type { Value } from "../../../../src/chain/read/codec.ts";

Deno.test("an address is worked out once and forgotten beyond the limit", () => {
  let worked = 0;
  const account = (id: string) =>
    ({ toHex: () => id, toString: () => `text of ${id} ${++worked}` }) as unknown as Value;
  const book = new AddressBook(2);
  assert.equal(book.text(account("0x1")), "text of 0x1 1");
  assert.equal(book.text(account("0x1")), "text of 0x1 1");
  book.text(account("0x2"));
  book.text(account("0x3"));
  assert.equal(book.size, 2);
  assert.equal(book.text(account("0x1")), "text of 0x1 4");
});
