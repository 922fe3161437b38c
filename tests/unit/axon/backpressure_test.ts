import assert from "node:assert/strict";
import { full, ManualClock, until } from "../../kit/mod.ts";
import { onWire, RawClient, signed, withAxon } from "./helpers.ts";

/** An endless answer that counts what was asked of it. */
function endless() {
  const state = { pulled: 0, ended: false };
  async function* handler() {
    try {
      for (;;) {
        state.pulled++;
        yield "x".repeat(1024);
        // Lets the socket work between two pieces.
        if (state.pulled % 16 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
      }
    } finally {
      state.ended = true;
    }
  }
  /** Resolves when nothing was asked for a while. */
  const heldBack = async () => {
    let before = -1;
    await until(
      async () => {
        before = state.pulled;
        await new Promise((resolve) => setTimeout(resolve, 200));
        return before > 0 && state.pulled === before;
      },
      20_000,
      "the generator being held back",
    );
  };
  return { state, handler, heldBack };
}

full("a client that does not read holds the generator back instead of filling memory", async () => {
  const { state, handler, heldBack } = endless();
  await withAxon({ handler }, async ({ port }) => {
    const client = new RawClient(port);
    client.socket.pause();
    client.write(onWire(await signed()));
    await heldBack();
    // What the two sockets' buffers take, and no more.
    assert.ok(state.pulled < 32 * 1024, `${state.pulled} KiB`);
    await client.destroy();
    await until(() => state.ended, 5_000, "the end of the generator");
  });
});

full("a client that does not read loses its connection soon after the deadline", async () => {
  const clock = new ManualClock();
  const { state, handler, heldBack } = endless();
  await withAxon({ handler, clock }, async ({ port, metrics }) => {
    const client = new RawClient(port);
    client.socket.pause();
    client.write(onWire(await signed({ timeoutS: 10, nonce: clock.nowNs() })));
    await heldBack();
    await clock.advance(10_000);
    await clock.advance(4_999);
    assert.equal(metrics.gauges.get("axon_in_flight"), 1);
    await clock.advance(1);
    await until(() => metrics.gauges.get("axon_in_flight") === 0, 5_000, "the place being free again");
    await until(() => state.ended, 5_000, "the end of the generator");
    await client.destroy();
  });
});
