import assert from "node:assert/strict";
import { splitCommand } from "../../../src/llm/local/engine_command.ts";

Deno.test("a command is split at blanks, and quotes group", () => {
  assert.deepEqual(splitCommand("python3 my_engine.py --port 1"), ["python3", "my_engine.py", "--port", "1"]);
  assert.deepEqual(splitCommand(`  "/my engines/run" 'a "b" c'  x''y `), [
    "/my engines/run",
    'a "b" c',
    "xy",
  ]);
  assert.deepEqual(splitCommand(`run ""`), ["run", ""]);
});

Deno.test("a command without a program or with an open quote is none", () => {
  for (const text of ["", "   ", `"`, `run 'x`, `"" x`]) assert.equal(splitCommand(text), undefined);
});
