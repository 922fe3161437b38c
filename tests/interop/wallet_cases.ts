import { utf8 } from "../../src/base/mod.ts";
import {
  createHotkey,
  devKey,
  fixedPassword,
  openHotkey,
  regenHotkey,
  WalletError,
} from "../../src/wallet/mod.ts";
import type { InteropCase } from "./case.ts";
import {
  DERIVE_MS,
  location,
  PASSWORD,
  SIGNED_TEXT,
  type TheirWallet,
  theyOpen,
  type WalletWorld,
  weOpen,
} from "./wallet_world.ts";

type Case = InteropCase<WalletWorld>;

const RUST = { versions: ["9", "10"], reason: "its library never wrote this format" };

const PYTHON = { versions: ["7.0", "7.4"], reason: "its library knows one curve only" };

/** Key files in both directions. */
export const WALLET_CASES: readonly Case[] = [
  {
    name: "our plain hotkey and coldkey open there",
    want: {
      hotkey: { address: true, ourSignatureHolds: true, theirSignatureHolds: true },
      coldkey: { address: true, ourSignatureHolds: true, theirSignatureHolds: true },
      coldkeypub: true,
    },
    async run(world) {
      const { ss58 } = await world.peer.call<{ ss58: string }>({
        do: "wallet_read",
        path: world.ours.path,
        name: "plain",
        which: "coldkeypub",
      });
      return {
        hotkey: await theyOpen(world, "plain", "hotkey"),
        coldkey: await theyOpen(world, "plain", "coldkey"),
        coldkeypub: ss58 === world.ours.plain.coldkey,
      };
    },
  },
  {
    name: "our encrypted hotkey opens there with its password",
    want: { address: true, ourSignatureHolds: undefined, theirSignatureHolds: true },
    run: (world) => theyOpen(world, "sealed", "hotkey", PASSWORD),
  },
  {
    name: "our encrypted coldkey opens there with its password",
    want: { address: true, ourSignatureHolds: undefined, theirSignatureHolds: true },
    run: (world) => theyOpen(world, "sealed", "coldkey", PASSWORD),
  },
  {
    name: "our encrypted coldkey opens there with the password of the environment",
    want: { address: true, ourSignatureHolds: undefined, theirSignatureHolds: true },
    run: (world) => theyOpen(world, "sealed", "coldkey"),
  },
  {
    name: "our encrypted coldkey stays shut for a wrong password",
    want: { opened: false },
    run: (world) =>
      theyOpen(world, "sealed", "coldkey", `${PASSWORD}?`)
        .then(() => ({ opened: true }), (error: Error) => ({ opened: /took longer/.test(error.message) })),
  },
  {
    name: "their plain keys open here",
    want: { coldkey: true, hotkey: true, coldkeypub: true, theirSignatureHolds: true },
    run: (world) => weOpen(world, "theirplain", undefined, ["coldkey", "hotkey", "coldkeypub"]),
  },
  {
    name: "a phrase makes the same key on both sides",
    want: { ours: true, theirs: true },
    async run({ peer, theirs }) {
      const where = location(theirs, "phrases");
      const wrote = await peer.call<TheirWallet>({ do: "wallet_write", ...where, text: SIGNED_TEXT });
      const again = { ...where, hotkey: "again" };
      const regenerated = await regenHotkey(again, { mnemonic: wrote.phrase }, { password: null });
      const made = await createHotkey({ ...where, hotkey: "ours" }, { password: null, words: 24 });
      const { ss58 } = await peer.call<{ ss58: string }>({
        do: "wallet_from_phrase",
        phrase: made.mnemonic.reveal(),
      });
      return { ours: ss58 === made.ss58, theirs: regenerated.ss58 === wrote.ss58 };
    },
  },
  {
    name: "their polkadot-js export opens here",
    without: RUST,
    want: { same: true },
    async run({ peer, theirs }) {
      const exported = { do: "wallet_export", uri: "//Charlie", password: PASSWORD };
      const { json } = await peer.call<{ json: string }>(exported);
      const where = location(theirs, "exported");
      const { ss58 } = await regenHotkey(where, { json, password: PASSWORD }, { password: null });
      return { same: ss58 === (await devKey("//Charlie")).ss58 };
    },
  },
  {
    name: "their hotkey of the other curve is refused here",
    without: PYTHON,
    want: { code: "unsupported", named: true },
    async run({ peer, theirs }) {
      const where = location(theirs, "ed25519");
      await peer.call({ do: "wallet_write_ed25519", ...where });
      try {
        return { opened: (await openHotkey(where)).ss58 };
      } catch (error) {
        if (!(error instanceof WalletError)) throw error;
        return { code: error.code, named: /ed25519/.test(error.message) };
      }
    },
  },
  {
    name: "their hotkey of the command line opens here",
    want: { same: true },
    async run(world) {
      const where = { ...location(world.theirs, "theircli"), hotkey: "fresh" };
      const made = await world.peer.call<{ ss58: string }>({ do: "wallet_create_hotkey", ...where });
      return { same: (await openHotkey(where)).ss58 === made.ss58 };
    },
  },
  {
    name: "their encrypted keys open here: coldkey by their environment, hotkey by password",
    want: { coldkey: true, hotkey: true, theirSignatureHolds: true },
    run: (world) => weOpen(world, "theirsealed", PASSWORD, ["coldkey", "hotkey"]),
  },
  {
    name: "their ansible-vault file opens here",
    without: RUST,
    want: { same: true },
    run: (world) => openLegacy(world, "ansible"),
  },
  {
    name: "their Fernet file opens here",
    without: RUST,
    want: { same: true },
    run: (world) => openLegacy(world, "fernet"),
  },
];

/** Has them encrypt the content of our plain hotkey as they once did, and opens that. */
async function openLegacy(world: WalletWorld, kind: "ansible" | "fernet") {
  const plain = await Deno.readTextFile(`${world.ours.path}/plain/hotkeys/default`);
  const { b64 } = await world.peer.call<{ b64: string }>({
    do: "wallet_legacy",
    kind,
    plain,
    password: PASSWORD,
  }, DERIVE_MS);
  const where = location(world.theirs, `legacy-${kind}`);
  await Deno.mkdir(`${world.theirs}/legacy-${kind}/hotkeys`, { recursive: true });
  await Deno.writeFile(`${world.theirs}/legacy-${kind}/hotkeys/default`, Uint8Array.fromBase64(b64));
  const opened = await openHotkey(where, fixedPassword(PASSWORD));
  return { same: opened.ss58 === world.ours.plain.hotkey && utf8(plain).length > 0 };
}
