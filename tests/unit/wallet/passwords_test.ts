import assert from "node:assert/strict";
import {
  askedPassword,
  environmentPasswords,
  firstOf,
  fixedPassword,
  passwordFile,
  type PasswordSource,
  pathVariable,
  readPasswordFile,
} from "../../../src/wallet/mod.ts";
import { utf8 } from "../../../src/base/mod.ts";
import { readSmallInput } from "../../../src/wallet/files.ts";
import { full, withTempDir } from "../../kit/mod.ts";

const REQUEST = { path: "/srv/wallets/my-wallet.v2/coldkey", folder: "my-wallet.v2" };
const all = (source: PasswordSource) => Array.fromAsync(source(REQUEST));

/** What btwallet ≥ 3.0.4 writes into its variable. */
function hide(password: string, variable: string): string {
  return utf8(password).map((byte, i) => byte ^ variable.charCodeAt(i % variable.length)).toBase64();
}

Deno.test("the current hidden form comes before the older raw one and the plain variables", async () => {
  const name = pathVariable(REQUEST.path);
  assert.equal(name, "BT_PW__SRV_WALLETS_MY-WALLET_V2_COLDKEY");
  const env = { BT_COLD_PW_MY_WALLET: "plain", [name]: hide("hidden", name) };
  const found = await all(environmentPasswords(env));
  assert.equal(found[0], "hidden");
  assert.equal(found.at(-1), "plain");
});

Deno.test("a raw hidden value of btwallet 2.0.2 to 3.0.3 is found", async () => {
  const name = pathVariable(REQUEST.path);
  const raw = new TextDecoder().decode(Uint8Array.fromBase64(hide("old Secret", name)));
  assert.ok((await all(environmentPasswords({ [name]: raw }))).includes("old Secret"));
});

Deno.test("plain variables are matched as the SDKs spelled them: any case, dashes or underscores, dots cut", async () => {
  const names = ["MY-WALLET.V2", "MY_WALLET.V2", "MY-WALLET", "MY_WALLET", "my_wallet"];
  for (const name of names) {
    assert.deepEqual(await all(environmentPasswords({ [`bt_cold_pw_${name}`]: "pw" })), ["pw"], name);
  }
  assert.deepEqual(await all(environmentPasswords({ BT_COLD_PW_OTHER: "pw", BT_COLD_PW_: "pw" })), []);
});

Deno.test("sources are asked in order and lazily", async () => {
  const asked: number[] = [];
  const terminal = askedPassword((_, attempt) => {
    asked.push(attempt);
    return Promise.resolve(attempt < 2 ? `typed ${attempt}` : undefined);
  });
  const source = firstOf(environmentPasswords({}), fixedPassword("flag"), terminal);
  for await (const password of source(REQUEST)) {
    assert.equal(password, "flag");
    break;
  }
  assert.deepEqual(asked, []);
  assert.deepEqual(await all(source), ["flag", "typed 0", "typed 1"]);
  assert.deepEqual(asked, [0, 1, 2]);
});

Deno.test("a person is asked three times at most", async () => {
  assert.equal((await all(askedPassword(() => Promise.resolve("wrong")))).length, 3);
});

full("a password file loses its last line end and nothing else", async () => {
  await withTempDir(async (dir) => {
    const path = `${dir}/pw`;
    for (
      const [content, password] of [["a b \n", "a b "], [" x\r\n", " x"], ["y\n\n", "y\n"], ["z", "z"], [
        "",
        "",
      ]]
    ) {
      await Deno.writeTextFile(path, content!);
      assert.deepEqual(await all(passwordFile(path)), [password]);
    }
    await Deno.writeFile(path, new Uint8Array([0xff, 0xfe]));
    await assert.rejects(readPasswordFile(path), { code: "invalid" });
    await assert.rejects(readPasswordFile(`${dir}/none`), { code: "missing" });
    await assert.rejects(readPasswordFile(dir), { code: "unreadable" });
  });
});

full("a password comes from a pipe, once for several keys, bounded and with a deadline", async () => {
  await withTempDir(async (dir) => {
    const pipe = async (name: string, script: string) => {
      const path = `${dir}/${name}`;
      assert.ok((await new Deno.Command("mkfifo", { args: [path] }).output()).success);
      return {
        path,
        writer: new Deno.Command("sh", { args: ["-c", script], env: { P: path }, stderr: "null" }).spawn(),
      };
    };
    const good = await pipe("good", '{ printf "from a "; sleep 0.2; echo pipe; } > "$P"');
    assert.equal(await readPasswordFile(good.path), "from a pipe");
    await good.writer.status;
    assert.deepEqual(await all(passwordFile(good.path)), ["from a pipe"], "read a second time");
    const large = await pipe("large", 'head -c 200000 /dev/zero > "$P"');
    await assert.rejects(readPasswordFile(large.path), {
      code: "unreadable",
      message: /more than 65536 bytes/,
    });
    await large.writer.status;
    await assert.rejects(readPasswordFile("/dev/zero"), {
      code: "unreadable",
      message: /more than 65536 bytes/,
    });
    assert.equal(await readPasswordFile("/dev/null"), "");
    await assert.rejects(readPasswordFile(dir), { code: "unreadable", message: /not a regular file/ });
    const slow = await pipe("slow", '{ printf a; sleep 2; } > "$P"');
    await assert.rejects(readSmallInput(slow.path, "the password file", 300), {
      code: "unreadable",
      message: /no end of input after 0.3 s/,
    });
    await slow.writer.status;
  });
});
