import { formatHostPort } from "../../text/mod.ts";
import type { Metagraph, Neuron } from "../../chain/mod.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { CliError } from "../errors.ts";
import { choice, integer, integerItem, list } from "../flags/flags.ts";
import { formatCount, formatDuration } from "../terminal/number_format.ts";
import { chainFlags, generalFlags } from "../flags/groups.ts";
import { openChain } from "../startup/open_neuron.ts";
import { type Column, type Output, paint, printTable } from "../terminal/output.ts";

interface Row extends Neuron {
  /** Blocks since the last update. */
  updated: number;
  axonText: string;
}

const SORTS = [
  "uid",
  "stake",
  "vtrust",
  "consensus",
  "incentive",
  "dividends",
  "emission",
  "updated",
] as const;

const flags = {
  ...chainFlags,
  uids: list<number>({ help: "only these neurons", item: integerItem, placeholder: "UID …" }),
  sort: choice(SORTS, { help: "column to sort by; all but uid from large to small", default: "uid" }),
  limit: integer({ help: "rows at most", min: 1 }),
  ...generalFlags,
};

type Context = CommandContext<typeof flags>;

export default defineCommand({
  flags,
  description:
    "Prints the neurons of a subnet, in one read: stake, vtrust, consensus, incentive, dividends, emission, " +
    "blocks since the last update, and where each serves. On a terminal the table is cut to its width, in a file or " +
    "a pipe it is whole.",
  examples: [
    "sn1 metagraph --netuid 1",
    "sn1 metagraph --network test --netuid 61 --sort incentive --limit 20",
    "sn1 metagraph --netuid 1 --uids 3 17 --json",
  ],
  run: metagraph,
});

async function metagraph({ flags, out, signal }: Context): Promise<void> {
  const chain = await openChain(flags, {}, signal);
  try {
    const read = await chain.metagraph(flags.netuid);
    const rows = select(read, flags);
    out.result({
      netuid: read.netuid,
      block: read.block,
      n: read.n,
      neurons: rows.map((r) => ({
        uid: r.uid,
        hotkey: r.hotkey,
        coldkey: r.coldkey,
        stake: r.stake,
        vtrust: r.vtrust,
        consensus: r.consensus,
        incentive: r.incentive,
        dividends: r.dividends,
        emission: r.emission,
        lastUpdate: r.lastUpdate,
        updated: r.updated,
        active: r.active,
        validatorPermit: r.validatorPermit,
        axon: r.axon.ip === "0.0.0.0" ? null : r.axonText,
      })),
    });
    show(read, rows, chain.blockTime * 1000, out);
  } finally {
    await chain.close();
  }
}

/** The rows that are asked for, in their order. */
function select(read: Metagraph, { uids, sort, limit, netuid }: Context["flags"]): Row[] {
  const missing = uids.find((uid) => uid >= read.n);
  if (missing !== undefined) {
    throw new CliError("usage", `there is no uid ${missing} on netuid ${netuid}`, {
      hint: read.n === 0 ? "nobody is registered there" : `uids go from 0 to ${read.n - 1}`,
    });
  }
  const wanted = new Set(uids);
  const rows = read.neurons.filter(({ uid }) => wanted.size === 0 || wanted.has(uid)).map((n): Row => ({
    ...n,
    updated: read.block - n.lastUpdate,
    axonText: n.axon.ip === "0.0.0.0" ? "none" : formatHostPort(n.axon.ip, n.axon.port),
  }));
  if (sort !== "uid") rows.sort((a, b) => b[sort] - a[sort] || a.uid - b.uid);
  return rows.slice(0, limit ?? rows.length);
}

function show(read: Metagraph, rows: readonly Row[], blockMs: number, out: Output): void {
  const serving = read.neurons.filter(({ axon }) => axon.ip !== "0.0.0.0").length;
  const permits = read.neurons.filter(({ validatorPermit }) => validatorPermit).length;
  out.line(
    `${paint(out, "bold", `netuid ${read.netuid}`)} · block ${read.block} · ${
      formatCount(read.n, "neuron")
    }, ` +
      `${serving} serving, ${permits} with a permit · tempo ${read.tempo}`,
  );
  if (read.n === 0) {
    out.line(`nobody is registered yet; be the first:  sn1 register --netuid ${read.netuid}`);
    return;
  }
  printTable(out, columns(blockMs, out.fit === undefined), rows);
  if (rows.length < read.n) out.note(`${rows.length} of ${formatCount(read.n, "neuron")}`);
}

/** @param whole nothing has to fit a terminal */
function columns(blockMs: number, whole: boolean): Column<Row>[] {
  const share = (value: number) => value.toFixed(5);
  const age = (row: Row) => row.lastUpdate === 0 ? "never" : formatDuration(row.updated * blockMs);
  return [
    { title: "UID", value: (n) => n.uid, align: "right" },
    { title: "STAKE", value: (n) => n.stake.toFixed(2), align: "right" },
    { title: "VTRUST", value: (n) => share(n.vtrust), align: "right", drop: 2 },
    { title: "CONSENSUS", value: (n) => share(n.consensus), align: "right", drop: 6 },
    { title: "INCENTIVE", value: (n) => share(n.incentive), align: "right" },
    { title: "DIVIDENDS", value: (n) => share(n.dividends), align: "right", drop: 3 },
    { title: "EMISSION", value: (n) => share(n.emission), align: "right", drop: 4 },
    { title: "UPDATED", value: (n) => n.updated, align: "right", drop: 1 },
    { title: "AGE", value: age, align: "right", drop: 5 },
    { title: "PERMIT", value: (n) => n.validatorPermit ? "*" : "-", drop: 7 },
    { title: "AXON", value: (n) => n.axonText, drop: 0 },
    { title: "HOTKEY", value: (n) => n.hotkey, shrink: whole ? 48 : 8 },
    { title: "COLDKEY", value: (n) => n.coldkey, shrink: whole ? 48 : 8, drop: 8 },
  ];
}
