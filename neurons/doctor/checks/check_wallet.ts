import { errorText, PackageError } from "../../../src/base/mod.ts";
import { readColdkeyPub, trySs58Decode, walletPaths } from "../../../src/wallet/mod.ts";
import type { Check } from "../check_context.ts";
import { error, info, ok, warn } from "../check_result.ts";

const names = (wallet: { name: string; hotkey: string }) =>
  `--wallet.name ${wallet.name} --wallet.hotkey ${wallet.hotkey}`;

/** The hotkey opens, with what a service would have at hand. */
export const hotkey: Check = {
  id: "wallet.hotkey",
  async run(exam) {
    const { wallet } = exam.options;
    const found = await exam.hotkeyFact();
    if (!found.error) return ok(`hotkey ${found.value!.ss58}`);
    const code = found.error instanceof PackageError ? found.error.code : "";
    if (code === "missing") return error(errorText(found.error), `sn1 wallet new-hotkey ${names(wallet)}`);
    if (code === "password") {
      return error(
        `${errorText(found.error)}; nobody is there to be asked when a service starts`,
        "--password-file FILE, or store the hotkey in the clear (mode 600)",
      );
    }
    return error(errorText(found.error), `sn1 wallet regen-hotkey --overwrite ${names(wallet)}`);
  },
};

/** The public file beside the hotkey states the same address. */
export const hotkeypub: Check = {
  id: "wallet.hotkeypub",
  async run(exam) {
    const { ss58 } = await exam.hotkey();
    const path = walletPaths(exam.options.wallet).hotkeypub;
    let content: string;
    try {
      content = await Deno.readTextFile(path);
    } catch {
      return info(`${path} cannot be read; nothing needs it`);
    }
    const stated = /"ss58Address"\s*:\s*"([^"]*)"/.exec(content)?.[1] ?? "";
    if (stated === ss58) return ok(`${path} agrees`);
    return warn(
      `${path} states ${trySs58Decode(stated) ? stated : "no address"}, the key itself is ${ss58}`,
      "remove the public file, or restore the hotkey that belongs to it",
    );
  },
};

/** The coldkey's address is known: balance and ownership hang on it. */
export const coldkeypub: Check = {
  id: "wallet.coldkeypub",
  async run(exam) {
    const { wallet } = exam.options;
    try {
      return ok(`coldkey ${(await readColdkeyPub(wallet)).ss58}`);
    } catch (cause) {
      return warn(
        errorText(cause),
        `copy coldkeypub.txt of wallet ${wallet.name} here, or sn1 wallet regen-coldkey --wallet.name ${wallet.name}`,
      );
    }
  },
};

/** The secret that can spend everything need not lie beside a server. */
export const coldkey: Check = {
  id: "wallet.coldkey",
  async run(exam) {
    const path = walletPaths(exam.options.wallet).coldkey;
    let content: Uint8Array;
    try {
      content = await Deno.readFile(path);
    } catch {
      return ok("the coldkey's secret is not on this machine");
    }
    const clear = content[0] === "{".charCodeAt(0);
    if (!clear) return info(`${path} is here, encrypted; a neuron never needs it`);
    if (exam.local) return info(`${path} is here, unencrypted; no harm on a local chain`);
    return warn(
      `${path} is here and not encrypted: anyone who can read this disk can spend its TAO`,
      "keep it elsewhere: a neuron needs only coldkeypub.txt",
    );
  },
};

/** Nobody else on this machine may read secrets. */
export const modes: Check = {
  id: "wallet.modes",
  async run(exam) {
    const paths = walletPaths(exam.options.wallet);
    const open: string[] = [];
    for (const path of [paths.hotkey, paths.coldkey]) {
      const mode = await Deno.stat(path).then((s) => s.mode, () => null);
      if (mode !== null && (mode & 0o077) !== 0) open.push(`${path} has mode ${(mode & 0o777).toString(8)}`);
    }
    if (open.length === 0) return ok("secrets are readable by their owner only");
    return warn(open.join("; "), `chmod 600 ${open.map((text) => text.split(" has mode")[0]).join(" ")}`);
  },
};

/** A hotkey used as coldkey mixes what should be apart. */
export const distinct: Check = {
  id: "wallet.distinct",
  async run(exam) {
    const [hot, cold] = await Promise.all([exam.hotkey(), exam.coldkeypub()]);
    if (hot.ss58 !== cold.ss58) return ok("hotkey and coldkey are different keys");
    return warn(
      `hotkey and coldkey are one key (${hot.ss58}): a leak of the server's key would cost all TAO`,
      `sn1 wallet new-hotkey --wallet.name ${exam.options.wallet.name} --wallet.hotkey NEW_NAME`,
    );
  },
};
