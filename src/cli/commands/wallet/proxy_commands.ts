import { stripControl } from "../../../text/mod.ts";
import { type Chain, PROXY_TYPES, type ProxyAction, taoText } from "../../../chain/mod.ts";
import { callLines, callText } from "../../call_words.ts";
import { CliError } from "../../errors.ts";
import { passwordSource } from "../../startup/ask_passwords.ts";
import { confirm } from "../../terminal/terminal.ts";
import { locationOf, missing, type WalletContext, type WalletRoom } from "./wallet_context.ts";

const ACTIONS = ["add", "remove", "list", "pay-fees", "leave-fees"] as const;
type Action = typeof ACTIONS[number];

/** Shows and changes who may act for the coldkey: signed here, or built here and signed elsewhere. */
export async function changeProxies(context: WalletContext, wallet: WalletRoom): Promise<void> {
  const { flags, args } = context;
  const action = ACTIONS.find((one) => one === args[1]);
  if (!action) {
    throw new CliError(
      "usage",
      args[1] ? `unknown: sn1 wallet proxy ${args[1]}` : "sn1 wallet proxy: missing subcommand",
      {
        hint: `one of: ${ACTIONS.join(", ")}`,
      },
    );
  }
  if (flags.build && flags.submit) {
    throw new CliError("usage", "--build and --submit contradict each other", {
      hint: "build, sign, then submit",
    });
  }
  const work = action === "list" ? list : flags.submit ? submit : flags.build ? build : change;
  const prepared = await work.prepare(context, wallet, action);
  const { openChain } = await import("../../startup/open_neuron.ts");
  const chain = await openChain(flags, {}, context.signal);
  try {
    await prepared(chain);
  } finally {
    await chain.close();
  }
}

/** What can fail without the chain is done in `prepare`, before it is asked. */
interface Work {
  prepare(
    context: WalletContext,
    wallet: WalletRoom,
    action: Action,
  ): Promise<(chain: Chain) => Promise<void>>;
}

function actionOf({ flags }: WalletContext, wallet: WalletRoom, action: Action): ProxyAction {
  const delegate = flags["proxy.delegate"] ?? missing("proxy.delegate");
  wallet.ss58Decode(delegate);
  if (action === "pay-fees" || action === "leave-fees") return { action, delegate };
  if (action === "list") throw new CliError("usage", "a list changes nothing");
  const wanted = flags["proxy.type"];
  const type = PROXY_TYPES.find((one) => one.toLowerCase() === wanted.toLowerCase());
  if (type === undefined) {
    throw new CliError("usage", `there is no kind of proxy "${stripControl(wanted, true)}"`, {
      hint: "Registration registers and nothing else; see docs/registering.md for the others",
    });
  }
  return { action, delegate, type, delay: flags["proxy.delay"] };
}

/** A change in words. */
function wordsOf(change: ProxyAction, coldkey: string): string {
  if (!("type" in change)) {
    return change.action === "pay-fees"
      ? `${coldkey} pays the fees of what ${change.delegate} does for it`
      : `${coldkey} no longer pays the fees of what ${change.delegate} does for it`;
  }
  const { action, delegate, type } = change;
  return action === "add"
    ? `${delegate} may act for ${coldkey} as ${type} proxy${type === "Any" ? ", with ALL its rights" : ""}`
    : `${delegate} may no longer act for ${coldkey} as ${type} proxy`;
}

const list: Work = {
  async prepare(context, wallet) {
    const { flags, out } = context;
    const account = flags.ss58 ?? (await wallet.readColdkeyPub(locationOf(context))).ss58;
    wallet.ss58Decode(account);
    return async (chain) => {
      const { proxies, deposit } = await chain.proxies(account);
      if (proxies.length === 0) out.line(`nobody may act for ${account}`);
      for (const { delegate, type, delay } of proxies) {
        out.line(`${delegate}  ${type}${delay > 0 ? `, after announcements ${delay} blocks old` : ""}`);
      }
      if (deposit > 0n) out.note(`${taoText(deposit)} are reserved for that and come back`);
      out.result({ account, proxies, deposit });
    };
  },
};

const build: Work = {
  async prepare(context, wallet, action) {
    const { flags, out } = context;
    const request = actionOf(context, wallet, action);
    const coldkey = await wallet.readColdkeyPub(locationOf(context));
    return async (chain) => {
      const call = await chain.buildCall({
        kind: "proxy",
        change: request,
        signer: coldkey,
        validBlocks: flags["valid-blocks"],
      });
      await wallet.writeDocument(flags.build!, callText(call), flags.overwrite);
      for (const line of callLines(call)) out.note(line);
      out.line(`written: ${flags.build}; sign it with sn1 wallet sign-call where the coldkey is`);
      out.result({ file: flags.build, signer: call.signer, call: call.call, validUntil: call.era.lastBlock });
    };
  },
};

const submit: Work = {
  async prepare({ flags, out }, wallet, action) {
    const { readSignedCall } = await import("../../../chain/mod.ts");
    const signed = await readSignedCall(await wallet.readDocument(flags.submit!, "the call file"));
    const fits = { add: "add_proxy", remove: "remove_proxy" }[action as string] ?? "set_real_pays_fee";
    if (signed.call.name !== fits) {
      throw new CliError("usage", `${flags.submit} holds another call: ${signed.call.words}`, {
        hint: signed.price
          ? "sn1 register --submit FILE"
          : "sn1 wallet proxy add, remove, pay-fees or leave-fees",
      });
    }
    for (const line of callLines(signed)) out.note(line);
    return async (chain) => {
      const { already, receipt } = await chain.submitCall(signed);
      out.line(already ? "it is so already; nothing was sent" : `done in block ${receipt!.block}`);
      out.result({ already, block: receipt?.block ?? null, hash: receipt?.hash ?? null, call: signed.call });
    };
  },
};

const change: Work = {
  async prepare(context, wallet, action) {
    const { flags, out } = context;
    const request = actionOf(context, wallet, action);
    const { ss58 } = await wallet.readColdkeyPub(locationOf(context));
    out.note(wordsOf(request, ss58));
    return async (chain) => {
      if (!flags.yes && !confirm("sign and send it?", "--yes")) {
        throw new CliError("declined", "change cancelled", { hint: "nothing was sent" });
      }
      const { openColdkey } = await import("../../../wallet/coldkey.ts");
      const signer = await openColdkey(locationOf(context), passwordSource(flags["password-file"]));
      const { already, receipt } = await chain.changeProxy({ change: request, signer });
      out.line(already ? "it is so already; nothing was sent" : `done in block ${receipt!.block}`);
      out.result({ already, block: receipt?.block ?? null, hash: receipt?.hash ?? null });
    };
  },
};
