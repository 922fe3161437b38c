import assert from "node:assert/strict";
import { verify } from "../../../src/wallet/mod.ts";

Deno.test("verify() before ready() says so instead of calling every signature false", () => {
  assert.throws(() => verify(new Uint8Array(1), new Uint8Array(64), new Uint8Array(32)), {
    code: "unsupported",
    message: /await ready\(\)/,
  });
});
