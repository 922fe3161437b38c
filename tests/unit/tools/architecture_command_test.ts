import assert from "node:assert/strict";
import { full } from "../../kit/mod.ts";

full("deno task architecture --json prints one document and exits by its errors", async () => {
  const root = new URL("../../..", import.meta.url).pathname;
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-read", "tools/architecture.ts", "--json"],
    cwd: root,
    stdout: "piped",
    stderr: "piped",
  }).output();
  const { files, findings } = JSON.parse(new TextDecoder().decode(output.stdout));
  assert.ok(files > 50);
  const errors = findings.filter((finding: { severity: string }) => finding.severity === "error");
  assert.equal(output.code, errors.length > 0 ? 1 : 0);
});
