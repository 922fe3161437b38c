import type { Check } from "../check_context.ts";
import * as axon from "./check_axon.ts";
import * as chain from "./check_chain.ts";
import * as engine from "./check_engine.ts";
import * as machine from "./check_machine.ts";
import * as registration from "./check_registration.ts";
import * as wallet from "./check_wallet.ts";

/** Every check, in the order in which a neuron would stumble over it. A new one is one function plus one line. */
export const CHECKS: readonly Check[] = [
  machine.clockSet,
  wallet.hotkey,
  wallet.hotkeypub,
  wallet.coldkeypub,
  wallet.coldkey,
  wallet.modes,
  wallet.distinct,
  chain.endpoint,
  chain.client,
  chain.genesis,
  chain.latency,
  chain.syncing,
  chain.head,
  chain.fallbacks,
  chain.clock,
  chain.subnet,
  chain.legacy,
  chain.timelock,
  machine.lock,
  registration.registered,
  registration.price,
  registration.owner,
  registration.pruning,
  registration.permit,
  registration.stake,
  registration.version,
  registration.weights,
  registration.profile,
  registration.asked,
  registration.validators,
  axon.port,
  axon.address,
  axon.reachable,
  axon.announced,
  engine.engine,
  engine.model,
  engine.relevance,
  engine.fit,
  engine.device,
  engine.server,
  engine.texts,
  machine.database,
  machine.folder,
  machine.disk,
  machine.files,
  machine.memory,
];
