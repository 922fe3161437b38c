import { nullLogger, toHex } from "../base/mod.ts";
import { devKey, ready, trySs58Decode, verify } from "../wallet/mod.ts";
import { beaconTimelock } from "./drand/beacon.ts";
import { LocalnetError } from "./errors.ts";
import { DEFAULT_BLOCK_MS, genesisState } from "./genesis.ts";
import type { Block } from "./node/block.ts";
import { Chain } from "./node/local_chain.ts";
import { startProduction } from "./node/production.ts";
import { NodeView } from "./rpc/node_view.ts";
import { serveRpc } from "./rpc/rpc_server.ts";
import { freeBalance } from "./runtime/account_rules.ts";
import { Schema } from "./chain_schema.ts";
import type { Localnet, LocalnetModules, LocalnetOptions } from "./types.ts";

/** Time of block 0 on chains whose time is virtual: 2026-01-01. */
const VIRTUAL_GENESIS_MS = 1_767_225_600_000;

/** Accounts may be given as addresses wherever the state has public keys. */
function stateKey(key: unknown): unknown {
  if (typeof key !== "string" || key.startsWith("0x")) return key;
  const bytes = trySs58Decode(key);
  return bytes ? `0x${toHex(bytes)}` : key;
}

const headOf = ({ number, hash }: Block) => ({ number, hash });

/**
 * Starts a chain in this process: it speaks the JSON-RPC of a Subtensor node (spec 424) on loopback, follows its
 * rules and forgets everything when closed. What is simpler than on the real chain: docs/localnet.md.
 *
 * @example
 * ```ts
 * import { systemClock } from "../base/mod.ts";
 * import { startLocalnet } from "./mod.ts";
 * const localnet = await startLocalnet({ production: "manual" }, { clock: systemClock });
 * console.assert(localnet.produceBlock().number === 1);
 * await localnet.close();
 * ```
 * @throws LocalnetError `options` for wrong options, `address` when the port is taken
 */
export async function startLocalnet(options: LocalnetOptions, modules: LocalnetModules): Promise<Localnet> {
  const { clock, logger = nullLogger } = modules;
  const { blockMs = DEFAULT_BLOCK_MS, virtualTime = false, production = "interval" } = options;
  if (!(blockMs >= 1)) throw new LocalnetError("options", `blockMs must be at least 1, got ${blockMs}`);
  await ready();
  const slot = new Uint8Array(8);
  new DataView(slot.buffer).setBigUint64(0, BigInt(Math.round(blockMs)), true);
  const schema = new Schema({ "Aura.SlotDuration": `0x${toHex(slot)}` });
  const rules = {
    enforceServingRules: options.enforceServingRules ?? false,
    emissionPerBlock: options.emissionPerBlock ?? 1_000_000_000n,
  };
  const timelock = beaconTimelock();
  // Loaded now where commits are expected, so that their reveal never waits for the library.
  if (options.subnets?.some((subnet) => subnet.hyperparameters?.commitRevealEnabled)) await timelock.load();
  const sudo = options.sudo ?? (await devKey("//Alice")).ss58;
  const chain = new Chain({
    schema,
    rules,
    clock,
    logger,
    verify,
    timelock,
    genesis: genesisState(schema, rules, options, sudo),
    genesisTime: options.genesisTime ?? (virtualTime ? VIRTUAL_GENESIS_MS : clock.now()),
    blockMs,
    virtualTime,
    finalityMs: options.finalityMs ?? 100,
  });
  const node = new NodeView(chain, Math.round(blockMs));
  const server = serveRpc({ chain, node, clock, logger, port: options.port ?? 0 });
  const stopProduction = startProduction(chain, production, blockMs, clock, logger);
  let closed = false;
  const open = () => {
    if (closed) throw new LocalnetError("closed", "the chain is closed");
    return chain;
  };
  return {
    endpoint: `ws://127.0.0.1:${server.port}`,
    genesisHash: chain.genesis.hash,
    head: () => headOf(chain.head),
    produceBlock: () => headOf(open().produceBlock()),
    onBlock: (listener) => chain.onBlock((block) => listener(headOf(block))),
    query: (item, ...keys) => chain.storage().get(item, ...keys.map(stateKey)),
    balance: (ss58) => freeBalance(chain.storage(), stateKey(ss58) as string),
    setStorage: (item, keys, value) => {
      const storage = schema.storage(item);
      open().force(storage.key(...keys.map(stateKey)), storage.encode(stateKey(value)));
    },
    upgrade: (runtime) => open().upgrade(runtime),
    connections: () => server.connections(),
    pending: () => chain.pool.size,
    async close() {
      if (closed) return;
      closed = true;
      stopProduction();
      chain.pool.close();
      await server.close();
    },
  };
}
