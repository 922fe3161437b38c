import assert from "node:assert/strict";
import { utf8 } from "../../../src/base/mod.ts";
import {
  createHotkey,
  expandWalletPath,
  fixedPassword,
  type HotkeySummary,
  listWallets,
  openHotkey,
  readColdkeyPub,
  regenHotkey,
  type Secret,
  showWallet,
  verify,
  type WalletError,
  walletPaths,
} from "../../../src/wallet/mod.ts";
import { createColdkey, openColdkey, regenColdkey } from "../../../src/wallet/coldkey.ts";
import { full, withTempDir } from "../../kit/mod.ts";
import { readVectors } from "../../kit/vectors.ts";

const PLAIN = { password: null };
const ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

full("a wallet made here opens again, key for key", async () => {
  await withTempDir(async (path) => {
    const location = { path: path + "/", name: "mine", hotkey: "miner-1" };
    const cold = await createColdkey(location, PLAIN);
    const hot = await createHotkey(location, { ...PLAIN, words: 24 });
    assert.equal(hot.mnemonic.reveal().split(" ").length, 24);
    const signer = await openHotkey(location);
    assert.equal(signer.ss58, hot.ss58);
    const message = utf8("hello");
    assert.equal(verify(message, await signer.sign(message), hot.publicKey), true);
    assert.equal((await readColdkeyPub(location)).ss58, cold.ss58);
    assert.equal((await openColdkey(location)).ss58, cold.ss58);
    assert.notEqual(cold.ss58, hot.ss58);
    const files = ["coldkey", "coldkeypub.txt", "hotkeys/miner-1", "hotkeys/miner-1pub.txt"];
    for (const file of files) assert.equal((await Deno.stat(`${path}/mine/${file}`)).mode! & 0o777, 0o600);
    assert.deepEqual(await showWallet(location), {
      name: "mine",
      coldkey: cold.ss58,
      hotkeys: [{ name: "miner-1", ss58: hot.ss58 }],
    });
  });
});

full("a key comes back from its phrase, seed or URI, at the same address", async () => {
  await withTempDir(async (path) => {
    const location = { path, name: "w", hotkey: "h" };
    const first = await createHotkey(location, PLAIN);
    const file = await Deno.readTextFile(`${path}/w/hotkeys/h`);
    await Deno.remove(`${path}/w`, { recursive: true });
    const again = await regenHotkey(location, { mnemonic: first.mnemonic.reveal() }, PLAIN);
    assert.equal(again.ss58, first.ss58);
    assert.equal(await Deno.readTextFile(`${path}/w/hotkeys/h`), file);
    const { secretSeed } = JSON.parse(file);
    const seeded = await regenColdkey({ path, name: "s" }, { seed: secretSeed }, PLAIN);
    assert.equal(seeded.ss58, first.ss58);
    assert.equal(JSON.parse(await Deno.readTextFile(`${path}/s/coldkey`)).secretPhrase, null);
    assert.equal(
      (await regenHotkey({ ...location, hotkey: "alice" }, { uri: "//Alice" }, PLAIN)).ss58,
      ALICE,
    );
    assert.equal((await openHotkey({ ...location, hotkey: "alice" })).ss58, ALICE);
  });
});

full("an existing key is replaced only when asked, and no phrase is shown for a refusal", async () => {
  await withTempDir(async (path) => {
    const location = { path, name: "w", hotkey: "h" };
    const first = await createHotkey(location, PLAIN);
    let shown = 0;
    const onMnemonic = () => void shown++;
    await assert.rejects(createHotkey(location, { ...PLAIN, onMnemonic }), {
      code: "exists",
      hint: /--overwrite/,
    });
    await assert.rejects(regenHotkey(location, { uri: "//Alice" }, PLAIN), { code: "exists" });
    assert.equal((await openHotkey(location)).ss58, first.ss58);
    assert.equal(shown, 0);
    // A lone public file is a key of somebody, too.
    await Deno.remove(`${path}/w/hotkeys/h`);
    await assert.rejects(createHotkey(location, PLAIN), { code: "exists" });
    const second = await createHotkey(location, { ...PLAIN, overwrite: true, onMnemonic });
    assert.equal(shown, 1);
    assert.equal((await openHotkey(location)).ss58, second.ss58);
    assert.equal((await showWallet(location)).hotkeys[0]!.ss58, second.ss58);
  });
});

full("a phrase that could not be shown guards no key", async () => {
  await withTempDir(async (path) => {
    let shown: Secret | undefined;
    const failing = createColdkey({ path, name: "w" }, {
      ...PLAIN,
      onMnemonic(mnemonic) {
        shown = mnemonic;
        throw new Error("no terminal");
      },
    });
    await assert.rejects(failing, { message: "no terminal" });
    assert.equal(shown!.reveal().split(" ").length, 12);
    assert.deepEqual(await listWallets(path), []);
  });
});

full("short passwords are refused before anything happens", async () => {
  await withTempDir(async (path) => {
    const location = { path, name: "w", hotkey: "h" };
    for (const password of ["", "12345", "🔑🔑🔑"]) {
      await assert.rejects(createHotkey(location, { password }), { code: "invalid", hint: /--no-password/ });
    }
    assert.deepEqual(await listWallets(path), []);
  });
});

full("missing files say which command makes them", async () => {
  await withTempDir(async (path) => {
    const location = { path, name: "nobody", hotkey: "h1" };
    await assert.rejects(openHotkey(location), (error: WalletError) => {
      assert.equal(error.code, "missing");
      assert.match(error.message, /nobody\/hotkeys\/h1/);
      assert.match(error.hint!, /sn1 wallet new-hotkey --wallet\.name nobody --wallet\.hotkey h1/);
      return true;
    });
    await assert.rejects(readColdkeyPub(location), { code: "missing", hint: /coldkeypub\.txt/ });
    await assert.rejects(openColdkey(location), {
      code: "missing",
      hint: /new-coldkey --wallet\.name nobody/,
    });
    await assert.rejects(showWallet(location), { code: "missing", hint: /wallet list/ });
  });
});

full(
  "an encrypted hotkey opens with its password, and says so when it gets none or a wrong one",
  async () => {
    const item = (await readVectors("wallet.json"))?.ansible_file;
    if (!item) return;
    await withTempDir(async (path) => {
      const location = { path, name: "w", hotkey: "h" };
      await Deno.mkdir(`${path}/w/hotkeys`, { recursive: true });
      await Deno.writeTextFile(`${path}/w/hotkeys/h`, item.file);
      await assert.rejects(openHotkey(location), {
        code: "password",
        message: /no password was given/,
        hint: /BT_PW_.*_W_HOTKEYS_H\b/,
      });
      await assert.rejects(openHotkey(location, fixedPassword("wrong secret")), (error: WalletError) => {
        assert.equal(error.code, "password");
        return !Deno.inspect(error).includes("wrong secret");
      });
      let tries = 0;
      await assert.rejects(
        openHotkey(location, async function* () {
          for (;;) yield `wrong ${tries++}`;
        }),
        { code: "password" },
      );
      assert.equal(tries, 8);
      assert.equal(
        (await openHotkey(location, fixedPassword(item.password))).ss58,
        JSON.parse(item.plaintext).ss58Address,
      );
      assert.deepEqual((await showWallet(location)).hotkeys, [{ name: "h", ss58: null }]);
      await Deno.writeTextFile(`${path}/w/hotkeys/hpub.txt`, item.plaintext);
      assert.equal((await showWallet(location)).hotkeys[0]!.ss58, JSON.parse(item.plaintext).ss58Address);
    });
  },
);

full("a damaged encrypted file names itself in the error", async () => {
  await withTempDir(async (path) => {
    await Deno.mkdir(`${path}/w`);
    await Deno.writeTextFile(`${path}/w/coldkey`, "$NACL too short");
    await assert.rejects(openColdkey({ path, name: "w" }, fixedPassword("password")), {
      code: "unreadable",
      message: /w\/coldkey/,
    });
  });
});

full("lists are sorted, skip what is no wallet, and show damaged keys without failing", async () => {
  await withTempDir(async (path) => {
    assert.deepEqual(await listWallets(`${path}/none`), []);
    await regenHotkey({ path, name: "b", hotkey: "z" }, { uri: "//Alice" }, PLAIN);
    await regenHotkey({ path, name: "b", hotkey: "a" }, { uri: "//Bob" }, PLAIN);
    await regenColdkey({ path, name: "a" }, { uri: "//Alice" }, PLAIN);
    await Deno.writeTextFile(`${path}/b/hotkeys/broken`, "{");
    await Deno.writeTextFile(`${path}/b/coldkeypub.txt`, "garbage");
    await Deno.mkdir(`${path}/b/hotkeys/folder`);
    await Deno.mkdir(`${path}/empty`);
    await Deno.writeTextFile(`${path}/stray.txt`, "x");
    const bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
    assert.deepEqual(await listWallets(path), [
      { name: "a", coldkey: ALICE, hotkeys: [] },
      {
        name: "b",
        coldkey: null,
        coldkeyProblem: "coldkeypub.txt: not a key file: neither JSON nor a public key",
        hotkeys: [
          { name: "a", ss58: bob },
          { name: "broken", ss58: null, problem: "not a key file: neither JSON nor a public key" },
          { name: "z", ss58: ALICE },
        ],
      },
    ]);
  });
});

full(
  "a list tells damaged and foreign files from encrypted ones, and opening names them so too",
  async () => {
    await withTempDir(async (path) => {
      const location = { path, name: "w", hotkey: "z" };
      await regenHotkey(location, { uri: "//Alice" }, PLAIN);
      const whole = await Deno.readFile(`${path}/w/hotkeys/z`);
      const files: [string, Uint8Array | string, RegExp | null][] = [
        ["empty", "", /it is empty/],
        ["blank", " \n", /it is empty/],
        ["cut", whole.subarray(0, whole.length / 2), /neither JSON/],
        ["Thumbs.db", new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]), /neither JSON/],
        ["list", "[1]", /not a JSON object/],
        ["nacl-cut", "$NACL0123456789", /cut off/],
        ["vault-cut", "$ANSIBLE_VAULT;1.1;AES256\n3133", /body is damaged/],
        ["vault-new", "$ANSIBLE_VAULT;9.0;X\n3133", /header/],
        ["fernet-cut", "gAAAAABm", /Fernet/],
        ["large", "x".repeat(70_000), /too large/],
        ["nacl", "$NACL" + "x".repeat(60), null],
        ["k.bak", whole, null],
      ];
      for (const [name, content] of files) {
        const file = `${path}/w/hotkeys/${name}`;
        await (typeof content === "string"
          ? Deno.writeTextFile(file, content)
          : Deno.writeFile(file, content));
      }
      await Deno.symlink(`${path}/nowhere`, `${path}/w/hotkeys/dangling`);
      const hotkeys: HotkeySummary[] = (await listWallets(path))[0]!.hotkeys;
      const found = new Map(hotkeys.map((key) => [key.name, key]));
      for (
        const [name, , problem] of [...files, ["dangling", "", /link to a file that does not exist/] as const]
      ) {
        const key = found.get(name)!;
        if (!problem) assert.equal(key.problem, undefined, name);
        else {
          assert.match(key.problem!, problem, name);
          assert.equal(key.ss58, null, name);
          assert.ok(!key.problem!.includes(path), name);
        }
      }
      assert.equal(found.get("k.bak")!.ss58, ALICE);
      for (const [name, , problem] of files) {
        if (!problem) continue;
        // No password source: a damaged file is named before anybody is asked.
        const message = new RegExp(`hotkeys/${name}[\\s\\S]*${problem.source}|${problem.source}`);
        await assert.rejects(
          openHotkey({ ...location, hotkey: name }),
          { code: "unreadable", message },
          name,
        );
      }
      // A whole public file does not hide a damaged private one.
      await Deno.writeTextFile(`${path}/w/hotkeys/z`, "");
      assert.equal(
        (await showWallet(location)).hotkeys.find(({ name }) => name === "z")!.problem,
        "not a key file: it is empty",
      );
    });
  },
);

Deno.test("names that would leave the wallet's folder are refused", () => {
  for (const bad of ["", ".", "..", "../coldkey", "a/b", "a\\b", "a\0b", "a\nb", "x".repeat(300)]) {
    assert.throws(() => walletPaths({ path: "/w", name: "n", hotkey: bad }), { code: "invalid" });
    assert.throws(() => walletPaths({ path: "/w", name: bad, hotkey: "h" }), { code: "invalid" });
  }
  assert.throws(() => walletPaths({ path: "/w", name: "n", hotkey: "minerpub.txt" }), { code: "invalid" });
});

Deno.test("paths expand the home folder and need no slash at the end", () => {
  assert.equal(expandWalletPath("~/.bittensor/wallets/", "/house"), "/house/.bittensor/wallets");
  assert.equal(expandWalletPath("~", "/house/"), "/house");
  assert.equal(expandWalletPath("/", "/house"), "/");
  assert.equal(expandWalletPath("~b/x", "/house"), "~b/x");
  assert.equal(walletPaths({ path: "/", name: "n", hotkey: "h" }).hotkey, "/n/hotkeys/h");
  assert.equal(
    walletPaths({ path: "~/w", name: "n", hotkey: "h" }, "/r").hotkeypub,
    "/r/w/n/hotkeys/hpub.txt",
  );
});
