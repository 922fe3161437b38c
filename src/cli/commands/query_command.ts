import { systemClock } from "../../base/mod.ts";
import { formatHostPort, stripControl } from "../../text/mod.ts";
import type { AxonTarget, DendriteResponse } from "../../dendrite/mod.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { axonAddress } from "../flags/address_flags.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";
import { formatCount } from "../terminal/number_format.ts";
import { integer, integerItem, list, number, text } from "../flags/flags.ts";
import { chainFlags, generalFlags, walletFlags } from "../flags/groups.ts";
import { chainEndpoint, openChain, quietBasics } from "../startup/open_neuron.ts";
import { liveBlock } from "../terminal/live_region.ts";
import { paint } from "../terminal/output.ts";
import { passwordSource } from "../startup/ask_passwords.ts";

const flags = {
  ...chainFlags,
  ...walletFlags,
  message: list({
    help: "a turn of the conversation, user first; repeat for more (unset: stdin)",
    separator: /(?!)/,
    placeholder: "TEXT",
  }),
  uids: list<number>({ help: "miners to ask", item: integerItem, placeholder: "UID …" }),
  axon: axonAddress({ help: "ask this address instead of looking it up on chain" }),
  target: text({ help: "hotkey of that axon", placeholder: "SS58" }),
  "neuron.timeout": number({
    help: "seconds per miner",
    default: 15,
    min: 0.1,
    max: 600,
    aliases: ["timeout"],
  }),
  top: integer({
    help: "without --uids: ask the N miners with the highest incentive",
    default: 1,
    min: 1,
    max: 256,
  }),
  ...generalFlags,
};

type Context = CommandContext<typeof flags>;

export default defineCommand({
  flags,
  description:
    "Sends a conversation to miners as a validator would, signed with the wallet's hotkey, and prints each stream " +
    "as it comes, with its timings. Exit 1 when no miner answered.",
  examples: [
    'sn1 query --netuid 1 --uids 4 7 --message "Who was Ada Lovelace?"',
    'sn1 query --top 5 --message "What is 2+2?" --message "4." --message "And 3+3?" --json',
    'echo "What is 2+2?" | sn1 query --axon 127.0.0.1:8091 --target 5F…',
  ],
  run: query,
});

async function query({ flags, out, signal }: Context): Promise<number> {
  const messages = flags.message.length > 0 ? flags.message : [await readStdin()];
  const [{ openHotkey, trySs58Decode }, { createDendrite }] = await Promise.all([
    import("../../wallet/mod.ts"),
    import("../../dendrite/mod.ts"),
  ]);
  if (flags.target !== undefined && !trySs58Decode(flags.target)) {
    throw new CliError("usage", `--target "${flags.target}" is not a hotkey address`, {
      hint: "sn1 metagraph shows hotkeys; sn1 wallet show shows one's own",
    });
  }
  const signer = await openHotkey(
    { path: flags["wallet.path"], name: flags["wallet.name"], hotkey: flags["wallet.hotkey"] },
    passwordSource(flags["password-file"]),
  );
  const targets = await findTargets(flags, signal);
  const local = chainEndpoint(flags).name === "local" || flags.axon !== undefined;
  const dendrite = createDendrite({ allowPrivate: local }, { signer, ...quietBasics(), clock: systemClock });
  const single = targets.length === 1;
  // One answer streams onto the terminal; of many it is told how far they are.
  const live = liveBlock(out);
  const speaking = new Set<AxonTarget>();
  const wait = () => {
    const asked = single ? nameOf(targets[0]!) : formatCount(targets.length, "miner");
    live.draw([
      paint(out, "dim", `asking ${asked}${speaking.size > 0 ? ` · ${speaking.size} answering` : ""} …`),
    ]);
  };
  try {
    wait();
    const responses = await dendrite.query(targets, {
      roles: messages.map((_, i) => i % 2 === 0 ? "user" : "assistant"),
      messages,
    }, {
      timeoutMs: flags["neuron.timeout"] * 1000,
      signal,
      onChunk(target, chunk) {
        if (single) {
          live.clear();
          out.write(stripControl(chunk.text));
        } else if (!speaking.has(target)) {
          speaking.add(target);
          wait();
        }
      },
    });
    live.clear();
    for (const response of responses) show(response, single, out);
    if (responses.some((r) => r.statusCode === 200)) return EXIT.ok;
    out.note("no miner answered: is it running, reachable from here, and does its policy admit this hotkey?");
    return EXIT.failure;
  } finally {
    live.clear();
    await dendrite.close();
  }
}

async function findTargets(values: Context["flags"], signal: AbortSignal): Promise<AxonTarget[]> {
  if (values.axon) {
    if (!values.target) {
      throw new CliError("usage", "--target is missing", {
        hint: "give the axon's hotkey: --axon 127.0.0.1:8091 --target 5F…",
      });
    }
    return [{ ...values.axon, hotkey: values.target }];
  }
  const chain = await openChain(values, {}, signal);
  try {
    const { neurons, n } = await chain.metagraph(values.netuid);
    const missing = values.uids.find((uid) => uid >= n);
    if (missing !== undefined) {
      throw new CliError("usage", `there is no uid ${missing} on netuid ${values.netuid}`, {
        hint: n === 0 ? "nobody is registered there" : `uids go from 0 to ${n - 1}`,
      });
    }
    const serving = neurons.filter((neuron) => neuron.axon.ip !== "0.0.0.0");
    const chosen = values.uids.length > 0
      ? values.uids.map((uid) => neurons[uid]!)
      : serving.sort((a, b) => b.incentive - a.incentive || a.uid - b.uid).slice(0, values.top);
    if (chosen.length === 0) {
      throw new CliError("usage", `nobody serves an axon on netuid ${values.netuid}`, {
        hint: "start a miner, or ask an address: --axon IP:PORT --target SS58",
      });
    }
    return chosen.map((neuron) => ({
      uid: neuron.uid,
      hotkey: neuron.hotkey,
      ip: neuron.axon.ip,
      port: neuron.axon.port,
    }));
  } finally {
    await chain.close();
  }
}

async function readStdin(): Promise<string> {
  if (Deno.stdin.isTerminal()) {
    throw new CliError("usage", "no message", { hint: 'give --message "…", or pipe a text in' });
  }
  const content = (await new Response(Deno.stdin.readable).text()).trim();
  if (!content) throw new CliError("usage", "the text on stdin is empty");
  return content;
}

function nameOf({ uid, ip, port }: AxonTarget): string {
  return uid === undefined ? formatHostPort(ip, port) : `uid ${uid}`;
}

function show(r: DendriteResponse, streamed: boolean, out: Context["out"]): void {
  const ok = r.statusCode === 200;
  const unserved = r.target.ip === "0.0.0.0" && r.target.port === 0;
  const facts = [
    ...(r.ttftMs === null ? [] : [`first ${r.ttftMs.toFixed(0)} ms`]),
    ...(r.totalMs === null || unserved ? [] : [`total ${r.totalMs.toFixed(0)} ms`]),
    ...(ok ? [formatCount(r.chunks.length, "piece"), formatCount(r.completion.length, "character")] : []),
  ];
  const outcome = unserved ? "serves no axon" : `${r.statusCode} ${stripControl(r.statusMessage, true)}`;
  if (streamed && r.completion && !r.completion.endsWith("\n")) out.line();
  out.line(
    `${paint(out, ok ? "green" : "red", `${nameOf(r.target)}: ${outcome}`)}  ${facts.join(", ")}`.trimEnd(),
  );
  if (!streamed && r.completion) out.line(stripControl(r.completion).trim().replace(/^/gm, "  ") + "\n");
  out.result({
    uid: r.target.uid ?? null,
    hotkey: r.target.hotkey,
    status: r.statusCode,
    message: r.statusMessage,
    completion: r.completion,
    ttftMs: r.ttftMs,
    totalMs: r.totalMs,
    chunks: r.chunks.length,
  });
}
