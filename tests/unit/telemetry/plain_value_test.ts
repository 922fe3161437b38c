import assert from "node:assert/strict";
import fc from "fast-check";
import { plainValue } from "../../../src/telemetry/plain_value.ts";
import { TelemetryError } from "../../../src/telemetry/errors.ts";

Deno.test("plainValue() turns what JSON cannot hold into text", () => {
  assert.deepEqual(
    plainValue({
      big: 2n ** 70n,
      nan: NaN,
      when: new Date(0),
      bytes: new Uint8Array(32),
      map: new Map([["a", 1]]),
      set: new Set([1, 2]),
      fn: () => 1,
    }),
    {
      big: "1180591620717411303424",
      nan: "NaN",
      when: "1970-01-01T00:00:00.000Z",
      bytes: "<32 bytes>",
      map: { a: 1 },
      set: [1, 2],
      fn: "<function>",
    },
  );
});

Deno.test("plainValue() shows code and data of package errors, stacks and causes only when asked", () => {
  const error = new TelemetryError("config", "bad", { data: { port: 1 }, cause: new Error("inner") });
  assert.deepEqual(plainValue(error), {
    name: "TelemetryError",
    message: "bad",
    code: "config",
    data: { port: 1 },
  });
  const full = plainValue(error, "", { stacks: true }) as { stack: string; cause: { message: string } };
  assert.match(full.stack, /plain_value_test/);
  assert.equal(full.cause.message, "inner");
});

Deno.test("plainValue() bounds depth, width and length", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  assert.ok(JSON.stringify(plainValue(circle)).length < 100);
  const wide = plainValue(Array.from({ length: 1000 }, (_, i) => i)) as unknown[];
  assert.equal(wide.length, 51);
  assert.ok((plainValue("x".repeat(1e6)) as string).length <= 4096);
});

Deno.test("plainValue() gives JSON for anything, without control characters", () => {
  fc.assert(fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), (value) => {
    const text = JSON.stringify(plainValue(value)) ?? "";
    // deno-lint-ignore no-control-regex
    assert.ok(!/[\u0000-\u001f\u007f-\u009f]/.test(text));
  }));
});
