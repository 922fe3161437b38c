import assert from "node:assert/strict";
import type { EnumValue } from "../../../src/localnet/scale/composite.ts";
import { address, callOf, dest, Harness, id, ROOT, TAO } from "./kit.ts";

const COLD = 1;
const DELEGATE = 2;
const STRANGER = 3;
const HOT = 100;
const DEPOSIT = 93_000_000n;

const chain = () =>
  new Harness({
    accounts: [COLD, DELEGATE, STRANGER, ROOT].map((n) => ({ ss58: address(n), balanceRao: 10n * TAO })),
    subnets: [{ netuid: 1 }],
  });
const balance = (h: Harness, who: number) =>
  h.get<{ data: { free: bigint; reserved: bigint } }>("System.Account", id(who)).data;
const add = (type: string, delay = 0, delegate = DELEGATE) => ({
  delegate: dest(delegate),
  proxy_type: type,
  delay,
});
const register = (name = "register_limit") =>
  callOf(`SubtensorModule.${name}`, { netuid: 1, hotkey: id(HOT), limit_price: TAO });

/** Sends a call through a proxy. @returns the error of the outer call, or of the inner one */
function through(
  h: Harness,
  call: unknown,
  { signer = DELEGATE, force = null as string | null } = {},
): { outer: string | null; inner: string | null } {
  const outcome = h.send(signer, "Proxy.proxy", { real: dest(COLD), force_proxy_type: force, call });
  const at = outcome.events.indexOf("Proxy.ProxyExecuted");
  if (at < 0) return { outer: outcome.error, inner: null };
  const { result } = outcome.values[at] as { result: EnumValue };
  return {
    outer: outcome.error,
    inner: result.type === "Ok" ? null : h.errorText(result.value as EnumValue),
  };
}

Deno.test("a registration proxy registers for the coldkey, which pays the burn; the proxy pays the fee", () => {
  const h = chain();
  assert.equal(h.send(COLD, "Proxy.add_proxy", add("Registration")).error, null);
  const [cold, delegate] = [balance(h, COLD), balance(h, DELEGATE)];
  const price = h.get<bigint>("Burn", 1);
  assert.deepEqual(through(h, register()), { outer: null, inner: null });
  assert.equal(h.get("Uids", 1, id(HOT)), 0);
  assert.equal(h.get("Owner", id(HOT)), id(COLD));
  const paid = cold.free - balance(h, COLD).free;
  assert.ok(paid > 0n && paid <= price);
  const fee = delegate.free - balance(h, DELEGATE).free;
  assert.ok(fee > 100_000n && fee < 200_000n);
  assert.deepEqual(h.get("Proxy.LastCallResult", id(COLD)), { type: "Ok", value: null });
});

Deno.test("an inner failure stands in ProxyExecuted while the transaction itself succeeds", () => {
  const h = chain();
  h.send(COLD, "Proxy.add_proxy", add("Registration"));
  assert.deepEqual(through(h, register()), { outer: null, inner: null });
  assert.deepEqual(through(h, register()), {
    outer: null,
    inner: "SubtensorModule.HotKeyAlreadyRegisteredInSubNet",
  });
});

Deno.test("a proxy does what its kind permits and nothing else", () => {
  const h = chain();
  const transfer = callOf("Balances.transfer_keep_alive", { dest: dest(DELEGATE), value: TAO });
  h.send(COLD, "Proxy.add_proxy", add("Registration"));
  assert.deepEqual(through(h, transfer), { outer: null, inner: "System.CallFiltered" });
  assert.equal(through(h, callOf("Proxy.add_proxy", add("Any"))).inner, "System.CallFiltered");
  assert.equal(through(h, callOf("Proxy.remove_proxies", null)).inner, "System.CallFiltered");
  assert.equal(through(h, register(), { force: "Staking" }).outer, "Proxy.NotProxy");
  assert.equal(through(h, register(), { signer: STRANGER }).outer, "Proxy.NotProxy");
  // Of several kinds the first decides, unless one is named.
  h.send(COLD, "Proxy.add_proxy", add("Staking"));
  assert.equal(through(h, register()).inner, "System.CallFiltered");
  assert.equal(through(h, register(), { force: "Registration" }).inner, null);
  h.send(COLD, "Proxy.add_proxy", add("Any", 0, STRANGER));
  assert.equal(through(h, transfer, { signer: STRANGER }).inner, null);
});

Deno.test("proxies are added once, with a deposit that comes back, and never for oneself", () => {
  const h = chain();
  assert.equal(h.send(COLD, "Proxy.add_proxy", add("Registration")).error, null);
  assert.equal(balance(h, COLD).reserved, DEPOSIT);
  assert.equal(h.send(COLD, "Proxy.add_proxy", add("Registration")).error, "Proxy.Duplicate");
  assert.equal(h.send(COLD, "Proxy.add_proxy", add("Any", 0, COLD)).error, "Proxy.NoSelfProxy");
  assert.equal(h.send(COLD, "Proxy.remove_proxy", add("Staking")).error, "Proxy.NotFound");
  assert.equal(h.send(COLD, "Proxy.add_proxy", add("Registration", 10)).error, null);
  const [list, held] = h.get<[{ delay: number }[], bigint]>("Proxy.Proxies", id(COLD));
  assert.deepEqual([list.map(({ delay }) => delay), held], [[0, 10], DEPOSIT + 33_000_000n]);
  assert.deepEqual(h.send(COLD, "Proxy.remove_proxy", add("Registration")).events, [
    "Balances.Unreserved",
    "Proxy.ProxyRemoved",
    "System.ExtrinsicSuccess",
  ]);
  assert.equal(through(h, register()).outer, "Proxy.Unannounced");
  assert.equal(h.send(COLD, "Proxy.remove_proxies").error, null);
  assert.equal(balance(h, COLD).reserved, 0n);
});

Deno.test("the deposit needs balance, and there are at most 20 proxies", () => {
  const h = chain();
  for (let i = 0; i < 20; i++) {
    assert.equal(h.send(COLD, "Proxy.add_proxy", add("Any", 0, 200 + i)).error, null);
  }
  assert.equal(h.send(COLD, "Proxy.add_proxy", add("Any", 0, 300)).error, "Proxy.TooMany");
  h.set("System.Account", [id(STRANGER)], {
    ...h.get<Record<string, unknown>>("System.Account", id(STRANGER)),
    data: { ...balance(h, STRANGER), free: DEPOSIT },
  });
  h.blocks(1);
  assert.equal(h.send(STRANGER, "Proxy.add_proxy", add("Any")).error, "Balances.InsufficientBalance");
});

Deno.test("the fee falls on the coldkey only where it said so", () => {
  const h = chain();
  const pays = (on: boolean) => ({ delegate: dest(DELEGATE), pays_fee: on });
  assert.equal(h.send(COLD, "Proxy.set_real_pays_fee", pays(true)).error, "Proxy.NotProxy");
  h.send(COLD, "Proxy.add_proxy", add("Registration"));
  assert.equal(h.send(COLD, "Proxy.set_real_pays_fee", pays(true)).error, null);
  const before = balance(h, DELEGATE).free;
  assert.deepEqual(through(h, register()), { outer: null, inner: null });
  assert.equal(balance(h, DELEGATE).free, before);
  h.send(COLD, "Proxy.set_real_pays_fee", pays(false));
  through(h, register());
  assert.ok(balance(h, DELEGATE).free < before);
});

Deno.test("the runtime tells what each kind permits, as the dispatcher decides", () => {
  const h = chain();
  const text = (hex: string | null) =>
    hex === null ? "*" : new TextDecoder().decode(Uint8Array.fromHex(hex.slice(2)));
  const [filter] = h.api<
    { name: string; filter_mode: EnumValue; calls: { pallet_name: string; call_name: string | null }[] }[]
  >("ProxyFilterRuntimeApi_get_proxy_filter", 9);
  assert.equal(text(filter!.name), "Registration");
  assert.equal(filter!.filter_mode.type, "Allow");
  assert.deepEqual(
    filter!.calls.map((call) => `${text(call.pallet_name)}.${text(call.call_name)}`).sort(),
    ["SubtensorModule.burned_register", "SubtensorModule.register", "SubtensorModule.register_limit"],
  );
  assert.equal(h.api<unknown[]>("ProxyFilterRuntimeApi_get_proxy_filter", null).length, 18);
  assert.equal(h.api<unknown[]>("ProxyFilterRuntimeApi_get_proxy_types").length, 18);
});
