import type { Neuron } from "../../chain/mod.ts";
import { defineCommand } from "../command.ts";
import { choice, integer } from "../flags.ts";
import { chainFlags, generalFlags } from "../groups.ts";
import { openChain } from "../open.ts";
import { type Column, table } from "../output.ts";

const COLUMNS: (Column<Row> & { key: string })[] = [
  { key: "uid", title: "UID", value: (n) => n.uid, align: "right" },
  { key: "stake", title: "STAKE", value: (n) => n.stake.toFixed(2), align: "right" },
  { key: "vtrust", title: "VTRUST", value: (n) => n.vtrust.toFixed(5), align: "right" },
  { key: "consensus", title: "CONSENSUS", value: (n) => n.consensus.toFixed(5), align: "right" },
  { key: "incentive", title: "INCENTIVE", value: (n) => n.incentive.toFixed(5), align: "right" },
  { key: "dividends", title: "DIVIDENDS", value: (n) => n.dividends.toFixed(5), align: "right" },
  { key: "emission", title: "EMISSION", value: (n) => n.emission.toFixed(5), align: "right" },
  { key: "updated", title: "UPDATED", value: (n) => n.updated, align: "right" },
  { key: "permit", title: "PERMIT", value: (n) => n.validatorPermit ? "*" : "" },
  { key: "axon", title: "AXON", value: (n) => n.axonText },
  { key: "hotkey", title: "HOTKEY", value: (n) => n.hotkey.slice(0, 10) },
  { key: "coldkey", title: "COLDKEY", value: (n) => n.coldkey.slice(0, 10) },
];

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

export default defineCommand({
  flags: {
    ...chainFlags,
    sort: choice(SORTS, { help: "column to sort by; all but uid from large to small", default: "uid" }),
    limit: integer({ help: "rows at most", min: 1 }),
    ...generalFlags,
  },
  description:
    "Prints the neurons of a subnet, in one read: stake, vtrust, consensus, incentive, dividends, emission, " +
    "blocks since the last update, and where each serves.",
  examples: [
    "sn1 metagraph --netuid 1",
    "sn1 metagraph --network test --netuid 61 --sort incentive --limit 20",
  ],
  async run({ flags, out, signal }) {
    const chain = await openChain(flags, {}, signal);
    try {
      const metagraph = await chain.metagraph(flags.netuid);
      const rows = metagraph.neurons.map((n): Row => ({
        ...n,
        updated: metagraph.block - n.lastUpdate,
        axonText: n.axon.ip === "0.0.0.0" ? "none" : `${n.axon.ip}:${n.axon.port}`,
      }));
      const key = flags.sort;
      if (key !== "uid") rows.sort((a, b) => b[key] - a[key]);
      const shown = rows.slice(0, flags.limit ?? rows.length);
      out.result({
        netuid: metagraph.netuid,
        block: metagraph.block,
        n: metagraph.n,
        neurons: shown.map((r) => ({
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
      out.line(
        `netuid ${metagraph.netuid} · block ${metagraph.block} · ${metagraph.n} neurons · tempo ${metagraph.tempo}`,
      );
      for (const line of table(COLUMNS, shown)) out.line(line);
    } finally {
      await chain.close();
    }
  },
});
