import assert from "node:assert/strict";
import { full } from "../../kit/mod.ts";
import type { Source } from "../../../src/cli/flags/flags.ts";

const VALUES: Record<string, unknown> = {
  netuid: 61,
  "subtensor.network": "test",
  "wallet.path": "/keys",
  "wallet.name": "me too",
  "wallet.hotkey": "01",
};

async function complete(hint: string, given: string[] = Object.keys(VALUES)): Promise<string> {
  const [{ completeHint }, { COMMANDS }] = await Promise.all([
    import("../../../src/cli/complete_hint.ts"),
    import("../../../src/cli/commands.ts"),
  ]);
  const sources = Object.fromEntries(given.map((name) => [name, "flag"])) as Record<string, Source>;
  const load = async (name: string) => await COMMANDS.find((c) => c.name === name)?.load() ?? null;
  return await completeHint(hint, VALUES as never, sources, load);
}

full("a suggested command names network, subnet, wallet and hotkey of the line that failed", async () => {
  assert.equal(
    await complete("sn1 register"),
    "sn1 register --netuid 61 --subtensor.network test --wallet.path /keys --wallet.name 'me too' --wallet.hotkey 01",
  );
  assert.equal(
    await complete(
      "Make one with `sn1 wallet new-hotkey --wallet.name x --wallet.hotkey y`, or see `sn1 wallet list`.",
    ),
    "Make one with `sn1 wallet new-hotkey --subtensor.network test --wallet.path /keys --wallet.name x " +
      "--wallet.hotkey y`, or see `sn1 wallet list --subtensor.network test --wallet.path /keys --wallet.name 'me too' " +
      "--wallet.hotkey 01`.",
  );
  assert.equal(await complete("sn1 doctor miner", ["netuid"]), "sn1 doctor miner --netuid 61");
});

full("a hint without a command, or a line of defaults, stays as it is", async () => {
  assert.equal(await complete("check the folder's rights"), "check the folder's rights");
  assert.equal(await complete("sn1 register", []), "sn1 register");
  assert.equal(await complete("sn1 models pull X"), "sn1 models pull X");
  assert.equal(await complete("sn1 register --network a", ["subtensor.network"]), "sn1 register --network a");
});
