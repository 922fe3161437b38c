import assert from "node:assert/strict";
import { systemClock } from "../../../../src/base/mod.ts";
import { full, until } from "../../../kit/mod.ts";

full("a node that refuses to tell of upgrades ends no process", async () => {
  const { withMini } = await import("../kit.ts");
  const { openLink } = await import("../../../../src/chain/link/link.ts");
  const watch = "state_subscribeRuntimeVersion";
  await withMini([{ refuses: watch }], async (mini) => {
    const link = await openLink(mini.url, { clock: systemClock, timeoutMs: 20_000 });
    await until(() => (mini.requests[watch] ?? 0) > 0, 20_000, "the refusal");
    // An answer that comes after the refusal; what the library throws without a listener, it throws in a later turn.
    await link.api.rpc.system.health();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(link.open);
    link.close();
  });
});
