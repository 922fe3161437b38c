import type { InteropCase } from "./case.ts";
import { type ChainWorld, LOCKED_NETUID, OPEN_NETUID } from "./chain_world.ts";
import type { PeerRequest } from "./peer.ts";

type Case = InteropCase<ChainWorld>;

/** Time for calls that wait for blocks. */
const CHAIN_MS = 60_000;

/** Their metagraph as `chain.py` reports it. */
interface TheirGraph {
  n: number;
  uids: number[];
  hotkeys: string[];
  coldkeys: string[];
  stake: number[];
  permits: boolean[];
  last_update: number[];
  incentive: number[];
  axons: [string, number, number][];
  weights: number[][];
}

interface Done {
  success: boolean;
  message: string | null;
}

function ask<T>({ peer }: ChainWorld, request: PeerRequest): Promise<T> {
  return peer.call<T>(request, CHAIN_MS);
}

/** Where their metagraph and ours differ: names of the columns. */
async function differences(world: ChainWorld, graph: TheirGraph): Promise<string[]> {
  const { neurons } = await world.ours.metagraph(OPEN_NETUID);
  const columns: Record<string, [unknown[], unknown[]]> = {
    uids: [graph.uids, neurons.map((n) => n.uid)],
    hotkeys: [graph.hotkeys, neurons.map((n) => n.hotkey)],
    coldkeys: [graph.coldkeys, neurons.map((n) => n.coldkey)],
    // Theirs are single-precision numbers.
    stake: [graph.stake, neurons.map((n) => Math.fround(n.stake))],
    permits: [graph.permits, neurons.map((n) => n.validatorPermit)],
    lastUpdate: [graph.last_update, neurons.map((n) => n.lastUpdate)],
    incentive: [graph.incentive, neurons.map((n) => Math.fround(n.incentive))],
    axons: [graph.axons, neurons.map(({ axon }) => [axon.ip, axon.port, axon.protocol])],
  };
  return Object.entries(columns)
    .filter(([, [theirs, ours]]) => JSON.stringify(theirs) !== JSON.stringify(ours))
    .map(([name, [theirs, ours]]) => `${name}: ${JSON.stringify(theirs)} against ${JSON.stringify(ours)}`);
}

/** Their clients on our local chain. Later rows build on earlier ones. */
export const CHAIN_CASES: readonly Case[] = [
  {
    name: "connects, decodes metadata V15, knows the head",
    want: { chain: "Bittensor", metadata: 15, near: true },
    async run(world) {
      const { block, chain, metadata } = await ask<{ block: number; chain: string; metadata: number }>(
        world,
        {
          do: "chain_connect",
          endpoint: world.localnet.endpoint,
        },
      );
      return { chain, metadata, near: Math.abs(world.localnet.head().number - block) < 20 };
    },
  },
  {
    name: "reads subnet, hyperparameters, balance and registration",
    want: {
      exists: true,
      netuids: [0, 1, 2],
      n: 3,
      tempo: 360,
      hyper_tempo: 360,
      weights_rate_limit: 0,
      commit_reveal: false,
      burn: true,
      balance: "1000000000000",
      registered: true,
      uid: 0,
      owner: true,
      stranger_registered: false,
    },
    async run(world) {
      const { validator, coldkey, fresh, ours } = world;
      const read = await ask<Record<string, unknown>>(world, {
        do: "chain_read",
        netuid: OPEN_NETUID,
        hotkey: validator,
        coldkey,
        stranger: fresh,
      });
      // The price falls a little with every block.
      const price = Number(await ours.burn(OPEN_NETUID));
      const burn = Math.abs(Number(read.burn) / price - 1) < 0.05;
      return { ...read, burn, owner: read.owner === coldkey };
    },
  },
  {
    name: "reads the metagraph as our client does",
    want: { n: 3, differences: [] },
    async run(world) {
      const graph = await ask<TheirGraph>(world, { do: "chain_metagraph", netuid: OPEN_NETUID });
      return { n: graph.n, differences: await differences(world, graph) };
    },
  },
  {
    name: "registers a hotkey by burning",
    want: { success: true, uid: 3, paid: true },
    async run(world) {
      const before = world.localnet.balance(world.coldkey);
      const { success, message } = await ask<Done>(world, {
        do: "chain_register",
        netuid: OPEN_NETUID,
        ...world.wallet,
        hotkey_name: "fresh",
      });
      if (!success) return { success, message };
      const uid = await world.ours.uidOf(OPEN_NETUID, world.fresh);
      return { success, uid, paid: world.localnet.balance(world.coldkey) < before };
    },
  },
  {
    name: "announces an axon",
    want: { success: true, axon: { ip: "203.0.113.9", port: 8091 } },
    async run(world) {
      const { success, message } = await ask<Done>(world, {
        do: "chain_serve",
        netuid: OPEN_NETUID,
        ...world.wallet,
        hotkey_name: "fresh",
        ip: "203.0.113.9",
        port: 8091,
      });
      if (!success) return { success, message };
      const { ip, port } = (await world.ours.metagraph(OPEN_NETUID)).neurons[3]!.axon;
      return { success, axon: { ip, port } };
    },
  },
  {
    name: "sets weights and reads them back",
    want: {
      success: true,
      row: { uids: [1, 2], values: [21845, 65535] },
      theirs: [[0, [[1, 21845], [2, 65535]]]],
      matrix: [0, 0.25, 0.75, 0],
    },
    async run(world) {
      const { success, message } = await ask<Done>(world, {
        do: "chain_set_weights",
        netuid: OPEN_NETUID,
        ...world.wallet,
        uids: [1, 2],
        weights: [0.25, 0.75],
        version_key: 20501,
      });
      if (!success) return { success, message };
      const { weights } = await ask<{ weights: unknown }>(world, {
        do: "chain_stored_weights",
        netuid: OPEN_NETUID,
      });
      const graph = await ask<TheirGraph>(world, { do: "chain_metagraph", netuid: OPEN_NETUID });
      const row = await world.ours.readWeights(OPEN_NETUID, 0);
      return { success, row, theirs: weights, matrix: graph.weights[0] };
    },
  },
  {
    name: "reads the metagraph through its asynchronous client",
    want: { n: 4, differences: [] },
    async run(world) {
      const graph = await ask<TheirGraph>(world, {
        do: "chain_async_metagraph",
        netuid: OPEN_NETUID,
        endpoint: world.localnet.endpoint,
      });
      return { n: graph.n, differences: await differences(world, graph) };
    },
  },
  {
    // It encrypts to the public drand network, whose rounds no local chain can sign: committed, never opened.
    name: "commits weights under a timelock",
    want: { success: true, hotkeys: true },
    async run(world) {
      const { success, message } = await ask<Done>(world, {
        do: "chain_set_weights",
        netuid: LOCKED_NETUID,
        ...world.wallet,
        uids: [1, 2],
        weights: [0.25, 0.75],
        version_key: 20501,
      });
      if (!success) return { success, message };
      const { hotkeys } = await ask<{ hotkeys: string[] }>(world, {
        do: "chain_commits",
        netuid: LOCKED_NETUID,
      });
      return { success, hotkeys: hotkeys.length === 1 && hotkeys[0] === world.validator };
    },
  },
];
