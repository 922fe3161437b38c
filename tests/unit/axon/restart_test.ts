import assert from "node:assert/strict";
import { systemClock } from "../../../src/base/mod.ts";
import { full, ManualClock, withTempDir } from "../../kit/mod.ts";
import { ALICE, assertRefused, onWire, send, signed, withAxon } from "./helpers.ts";

const SECOND_NS = 1_000_000_000n;

/** An axon in a process of its own, on a database. */
async function startProcess(database: string) {
  const script = new URL("./restart_process.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-P", "--quiet", "--no-check", script, database],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  return {
    port: Number(new TextDecoder().decode(value)),
    async kill() {
      child.kill("SIGKILL");
      await reader.cancel();
      await child.status;
    },
  };
}

full(
  "a request from a clock that is ahead cannot be replayed after a kill and a quick start",
  () =>
    withTempDir(async (dir) => {
      // A start that takes longer than the clock is ahead proves nothing: then once more.
      for (let life = 0; life < 5; life++) {
        const first = await startProcess(`${dir}/sn1.db`);
        const nonce = systemClock.nowNs() + 39n * SECOND_NS / 10n;
        const request = onWire(await signed({ nonce, uuid: `u${life}` }));
        assert.equal((await send(first.port, request)).status, 200);
        await first.kill();
        const second = await startProcess(`${dir}/sn1.db`);
        try {
          const response = await send(second.port, request);
          assertRefused(response, 401, /^Not Verified with error: Nonce is too old/);
          if (systemClock.nowNs() > nonce) continue;
          assert.equal((await send(second.port, await signed({ uri: "//Charlie" }))).status, 200);
          return;
        } finally {
          await second.kill();
        }
      }
      assert.fail("five starts took longer than four seconds");
    }),
);

full("a caller whose clock is ahead costs one write a second, one whose clock is right none", async () => {
  const { openStore } = await import("../../../src/store/mod.ts");
  const store = openStore(":memory:");
  const clock = new ManualClock();
  let writes = 0;
  const nonces = {
    ...store.nonces,
    save(hotkey: string, uuid: string, nonce: bigint) {
      writes++;
      store.nonces.save(hotkey, uuid, nonce);
    },
  };
  const ask = async (port: number, aheadMs: number, uri = "//Alice") => {
    const nonce = clock.nowNs() + BigInt(aheadMs) * 1_000_000n;
    assert.equal((await send(port, await signed({ nonce, uri }))).status, 200);
    return nonce;
  };
  await withAxon({ clock, nonces }, async ({ port }) => {
    for (let i = 0; i < 10; i++) {
      await ask(port, 0, "//Charlie");
      await clock.advance(100);
    }
    assert.equal(writes, 0);
    for (let i = 0; i < 30; i++) {
      await ask(port, 2_000);
      await clock.advance(100);
    }
    assert.ok(writes >= 3 && writes <= 4, `${writes} writes in three seconds`);
  });
  await withAxon({ clock, nonces }, async ({ port }) => {
    const [floor] = [...store.nonces.load()];
    assert.equal(floor!.hotkey, ALICE);
    assertRefused(await send(port, await signed({ nonce: floor!.nonce })), 401);
    assert.equal((await send(port, await signed({ nonce: floor!.nonce + 1n }))).status, 200);
    await ask(port, 0, "//Charlie");
  });
  store.close();
});

full("while a bound of nonces cannot be written nothing is accepted on its account", async () => {
  let broken = true;
  const saved: bigint[] = [];
  const nonces = {
    load: () => [],
    loadFloors: () => [],
    saveFloor: () => {},
    save: (_hotkey: string, _uuid: string, nonce: bigint) => {
      if (broken) throw new Error("disk full");
      saved.push(nonce);
    },
  };
  await withAxon({ nonces }, async ({ port }) => {
    const nonce = systemClock.nowNs() + 3n * SECOND_NS;
    assertRefused(await send(port, await signed({ nonce })), 500);
    // Under the bound that was not written: would pass again after a restart.
    assertRefused(await send(port, await signed({ nonce: nonce + 1n })), 500);
    assert.equal((await send(port, await signed({ uri: "//Charlie" }))).status, 200, "others are served");
    broken = false;
    assert.equal((await send(port, await signed({ nonce: nonce + 2n }))).status, 200);
    assert.deepEqual(saved, [nonce + SECOND_NS]);
  });
});
