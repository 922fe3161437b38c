import assert from "node:assert/strict";
import { full } from "../../kit/mod.ts";
import { failure, scene } from "./scene.ts";

full("registration burns once, at a limit, and never for a hotkey that has a uid", async () => {
  await scene(async ({ chain, mini, alice, charlie }) => {
    const rao = 1_000_000_000n;
    mini.set("system", "account", [alice.ss58], { nonce: 0, data: { free: 10n * rao } });
    mini.set("subtensorModule", "burn", [1], 2n * rao);
    const request = { netuid: 1, hotkey: charlie.ss58, signer: alice };
    const quote = await chain.registrationQuote(1, alice.ss58, charlie.ss58);
    assert.equal(quote.price, 2n * rao);
    assert.equal(quote.balance, 10n * rao);
    assert.equal(quote.registeredUid, null);

    assert.equal((await failure(chain.register({ ...request, maxPrice: rao }))).code, "price");
    mini.set("system", "account", [alice.ss58], { nonce: 0, data: { free: rao } });
    const poor = await failure(chain.register(request));
    assert.equal(poor.code, "balance");
    assert.match(poor.message, /2 TAO.*1 TAO/);
    mini.set("subtensorModule", "networkRegistrationAllowed", [1], false);
    assert.match((await failure(chain.register(request))).message, /closed/);
    mini.set("subtensorModule", "networkRegistrationAllowed", [1], true);
    assert.equal(mini.seen.length, 0, "nothing was sent so far");

    mini.set("system", "account", [alice.ss58], { nonce: 0, data: { free: 10n * rao } });
    mini.apply = () => {
      mini.set("subtensorModule", "uids", [1, charlie.ss58], 2);
      mini.set("system", "account", [alice.ss58], { nonce: 1, data: { free: 7n * rao } });
    };
    const done = await chain.register(request);
    assert.equal(done.uid, 2);
    assert.equal(done.paid, 3n * rao);
    assert.equal(done.already, false);
    assert.equal(mini.seen[0]!.name, "registerLimit");
    assert.equal(BigInt(mini.seen[0]!.args.limitPrice as string), 2_100_000_000n);
    const again = await chain.register(request);
    assert.deepEqual(again, { uid: 2, already: true, price: 2n * rao, paid: null, receipt: null });
    assert.equal(mini.seen.length, 1);
    assert.equal((await chain.register({ ...request, hotkey: alice.ss58 })).uid, 0, "uid 0 is a uid");
  });
});

full(
  "a registration whose price ran away is tried again at the new price, up to the user's limit",
  async () => {
    await scene(async ({ chain, mini, alice, charlie }) => {
      const rao = 1_000_000_000n;
      mini.set("system", "account", [alice.ss58], { nonce: 0, data: { free: 10n * rao } });
      mini.set("subtensorModule", "burn", [1], rao);
      let bump = 0n;
      mini.judge = () => {
        bump += rao;
        mini.set("subtensorModule", "burn", [1], rao + bump);
        return { dispatch: "RegistrationPriceLimitExceeded" };
      };
      const error = await failure(
        chain.register({ netuid: 1, hotkey: charlie.ss58, signer: alice, maxPrice: 2n * rao }),
      );
      assert.equal(error.code, "price");
      assert.ok(mini.seen.length >= 1);
      for (const { args } of mini.seen) assert.ok(BigInt(args.limitPrice as string) <= 2n * rao);
    });
  },
);

full("a registration whose answer was lost counts when the hotkey has its uid", async () => {
  await scene(async ({ chain, mini, alice, charlie }) => {
    mini.set("system", "account", [alice.ss58], { nonce: 0, data: { free: 10_000_000_000n } });
    mini.judge = () => {
      mini.set("subtensorModule", "uids", [1, charlie.ss58], 5);
      return { dispatch: "HotKeyAlreadyRegisteredInSubNet" };
    };
    const done = await chain.register({ netuid: 1, hotkey: charlie.ss58, signer: alice });
    assert.equal(done.uid, 5);
    assert.equal(done.receipt, null);
  });
});
