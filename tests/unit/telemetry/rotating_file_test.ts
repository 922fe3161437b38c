import assert from "node:assert/strict";
import { createLog } from "../../../src/telemetry/log.ts";
import { RotatingFile } from "../../../src/telemetry/rotating_file.ts";
import { full, ManualClock, withTempDir } from "../../kit/mod.ts";

full("RotatingFile keeps the newest lines in the file and the older ones in numbered backups", async () => {
  await withTempDir(async (dir) => {
    const path = `${dir}/deep/er/sn1.log`;
    const file = new RotatingFile({ path, maxBytes: 20, backups: 2 }, new ManualClock(), assert.fail);
    for (let i = 0; i < 10; i++) file.write(`line ${i}..`);
    file.close();
    assert.equal(await Deno.readTextFile(path), "line 8..\nline 9..\n");
    assert.equal(await Deno.readTextFile(`${path}.1`), "line 6..\nline 7..\n");
    assert.equal(await Deno.readTextFile(`${path}.2`), "line 4..\nline 5..\n");
    await assert.rejects(Deno.stat(`${path}.3`), Deno.errors.NotFound);
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
  });
});

full("RotatingFile goes on where an earlier run ended", async () => {
  await withTempDir(async (dir) => {
    const path = `${dir}/sn1.log`;
    for (const line of ["one", "two"]) {
      const file = new RotatingFile({ path, maxBytes: 100 }, new ManualClock(), assert.fail);
      file.write(line);
      file.close();
    }
    assert.equal(await Deno.readTextFile(path), "one\ntwo\n");
  });
});

full("RotatingFile reports what it cannot write once a minute and recovers", async () => {
  await withTempDir(async (dir) => {
    await Deno.writeTextFile(`${dir}/blocked`, "a file where a folder should be");
    const clock = new ManualClock();
    const errors: string[] = [];
    const file = new RotatingFile({ path: `${dir}/blocked/sn1.log` }, clock, (text) => errors.push(text));
    file.write("one");
    file.write("two");
    assert.equal(errors.length, 1);
    assert.match(errors[0]!, /cannot write .*blocked\/sn1\.log/);
    await Deno.remove(`${dir}/blocked`);
    await clock.advance(61_000);
    file.write("three");
    file.close();
    assert.equal(await Deno.readTextFile(`${dir}/blocked/sn1.log`), "three\n");
  });
});

full("a log with a file writes JSON lines there while people read theirs", async () => {
  await withTempDir(async (dir) => {
    const lines: string[] = [];
    const log = createLog({
      clock: new ManualClock(),
      human: true,
      color: true,
      write: (text) => lines.push(text),
      file: { path: `${dir}/sn1.log` },
    });
    log.logger.info("hello", { uid: 3 });
    log.close();
    const line = JSON.parse(await Deno.readTextFile(`${dir}/sn1.log`));
    assert.equal(line.msg, "hello");
    assert.equal(line.uid, 3);
    assert.equal(lines.length, 1);
  });
});
