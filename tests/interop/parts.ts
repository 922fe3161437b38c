import { CHAIN_CASES } from "./chain_cases.ts";
import { withChain } from "./chain_world.ts";
import type { Cell, Direction, InteropCase } from "./case.ts";
import { KNOWN_FAULTS } from "./faults.data.ts";
import { freePort } from "./free_port.ts";
import { runCase } from "./judge.ts";
import { scriptedAxon } from "./our_axon.ts";
import { OUR_DENDRITE_CASES } from "./our_dendrite_cases.ts";
import { Peer } from "./peer.ts";
import { THEIR_DENDRITE_CASES } from "./their_dendrite_cases.ts";
import type { SdkVersion } from "./versions.data.ts";
import { WALLET_CASES } from "./wallet_cases.ts";
import { makeOurWallets, type OurWallets } from "./wallet_world.ts";

/** What the parts of one run share. */
export interface RunContext {
  version: SdkVersion;
  /** Interpreter with the SDK. */
  python: string;
  /** Folder of this run, removed afterwards. */
  folder: string;
  /** Called as soon as a cell is known. */
  onCell(cell: Cell): void;
}

/** Part of the matrix: its rows, and how they are run with one version. */
export interface Part {
  direction: Direction;
  rows: readonly string[];
  run(context: RunContext): Promise<void>;
}

/** A part whose cases share a world that is made before and ended after them. */
function part<World>(
  direction: Direction,
  cases: readonly InteropCase<World>[],
  inWorld: (context: RunContext, body: (world: World) => Promise<void>) => Promise<void>,
): Part {
  return {
    direction,
    rows: cases.map(({ name }) => name),
    async run(context) {
      const { version, onCell } = context;
      const left = new Map(cases.map((each) => [each.name, each]));
      try {
        await inWorld(context, async (world) => {
          for (const each of cases) {
            const cell = await runCase(direction, each, world, version, KNOWN_FAULTS);
            left.delete(each.name);
            onCell(cell);
          }
        });
      } catch (error) {
        const detail = String(error instanceof Error ? error.message : error).slice(0, 1500);
        for (const name of left.keys()) {
          onCell({ direction, case: name, version: version.id, verdict: { kind: "failed", detail }, ms: 0 });
        }
      }
    },
  };
}

async function withPeer(
  { python, folder }: RunContext,
  body: (peer: Peer) => Promise<void>,
  env: Record<string, string> = {},
): Promise<void> {
  const home = await Deno.makeTempDir({ dir: folder, prefix: "home-" });
  const peer = await Peer.start(python, home, env);
  try {
    await body(peer);
  } finally {
    await peer.stop();
  }
}

const theirDendrite = part(
  "their dendrite → our axon",
  THEIR_DENDRITE_CASES,
  (context, body) =>
    withPeer(context, async (peer) => {
      const axon = await scriptedAxon();
      try {
        await body({ axon, peer });
      } finally {
        await axon.stop();
      }
    }),
);

const ourDendrite = part(
  "our dendrite → their axon",
  OUR_DENDRITE_CASES,
  (context, body) =>
    withPeer(context, async (peer) => {
      const [port, bare, closed] = [await freePort(), await freePort(), await freePort()];
      const { hotkey } = await peer.call<{ hotkey: string }>({ do: "start_axon", port });
      await peer.call({ do: "start_axon", port: bare, routes: false });
      await body({ peer, port, bare, closed, hotkey });
    }),
);

let ourWallets: Promise<OurWallets> | undefined;

const wallets = part("wallets", WALLET_CASES, async (context, body) => {
  // For all versions the same: each encryption takes 8 s.
  ourWallets ??= makeOurWallets(`${context.folder}/ours`);
  const ours = await ourWallets;
  const theirs = `${context.folder}/theirs-${context.version.id}`;
  await withPeer(context, (peer) => body({ peer, ours, theirs }), ours.env);
});

const NO_CHAIN = "its client is older than this runtime";

const chain: Part = (() => {
  const whole = part("chain", CHAIN_CASES, (context, body) =>
    withPeer(
      context,
      (peer) => withChain(peer, `${context.folder}/chain-${context.version.id}`, body),
    ));
  return {
    ...whole,
    async run(context) {
      const { version, onCell } = context;
      if (version.chain) return await whole.run(context);
      for (const row of whole.rows) {
        const verdict = { kind: "none" as const, reason: NO_CHAIN };
        onCell({ direction: "chain", case: row, version: version.id, verdict, ms: 0 });
      }
    },
  };
})();

/** The parts in the order in which they are run and shown. */
export const PARTS: readonly Part[] = [theirDendrite, ourDendrite, wallets, chain];
