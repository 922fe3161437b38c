import assert from "node:assert/strict";
import { full, withTempDir } from "../../kit/mod.ts";

full(
  "a proxy registers only for the coldkey that the wallet names, or for any when it names none",
  async () => {
    const { isLegacySubnet, openProxyKeys } = await import("../../../neurons/register/register_hotkey.ts");
    const { createHotkey, devKey, fixedPassword } = await import("../../../src/wallet/mod.ts");
    const { createColdkey } = await import("../../../src/wallet/coldkey.ts");
    await withTempDir(async (path) => {
      const location = { path, name: "me", hotkey: "default" };
      const hotkey = await createHotkey(location, { password: null });
      const proxy = await createHotkey({ ...location, hotkey: "proxy" }, { password: null });
      const { ss58: stranger } = await devKey("//Alice");
      const open = (real: string, name = "proxy") => openProxyKeys(location, fixedPassword(""), real, name);
      const free = await open(stranger);
      assert.deepEqual([free.hotkey, free.proxy.ss58], [hotkey.ss58, proxy.ss58]);
      const coldkey = await createColdkey(location, { password: null });
      assert.equal((await open(coldkey.ss58)).proxy.ss58, proxy.ss58);
      await assert.rejects(open(stranger), /the wallet's coldkeypub\.txt says 5/);
      await assert.rejects(open(coldkey.ss58, "nobody"), /hotkeys\/nobody does not exist/);
    });
    const finney = "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03";
    assert.equal(isLegacySubnet(1, finney), true);
    assert.equal(isLegacySubnet(61, finney), false);
    assert.equal(isLegacySubnet(1, "0x00"), false);
  },
);
