import { errorText } from "../../../src/base/mod.ts";
import { NETWORKS, resolveEndpoint } from "../../../src/chain/mod.ts";
import type { Check } from "../check_context.ts";
import { error, info, NotChecked, ok, warn } from "../check_result.ts";

const SLOW_MS = 1000;
const VERY_SLOW_MS = 5000;
/** Blocks that may be missed before a head counts as old. */
const OLD_BLOCKS = 5;
const DEAD_BLOCKS = 50;
/**
 * Seconds: axons take nonces from the last few seconds only (docs/spec/wire.md#4-axon-pipeline); a block
 * needs some to arrive.
 */
const BEHIND_S = 2;
const AHEAD_S = 12;

/** The endpoint answers as a node. */
export const endpoint: Check = {
  id: "chain.endpoint",
  async run(exam) {
    const { endpoint } = exam.options.network;
    const found = await exam.probeFact();
    if (!found.error) return ok(`${endpoint} answers`);
    return error(
      `${endpoint}: ${errorText(found.error)}`,
      exam.local
        ? "sn1 localnet starts a chain there"
        : "--subtensor.chain_endpoint, or --subtensor.network finney",
    );
  },
};

/** The client of the neurons can work with it. */
export const client: Check = {
  id: "chain.client",
  async run(exam) {
    await exam.probe();
    const found = await exam.chainFact();
    if (!found.error) return ok(`spec ${found.value!.specVersion}, ${found.value!.blockTime} s per block`);
    return error(
      errorText(found.error),
      "choose the --subtensor.network that fits the endpoint, or update sn1",
    );
  },
};

/** A named network is the one it says it is. */
export const genesis: Check = {
  id: "chain.genesis",
  async run(exam) {
    const { network } = exam.options;
    const found = (await exam.probe()).genesis;
    if (!network.genesis || found === network.genesis) return ok(`genesis ${found.slice(0, 10)}…`);
    return error(
      `${network.endpoint} serves another chain than ${network.name} (genesis ${found.slice(0, 10)}…)`,
      "--subtensor.chain_endpoint of a node of that network",
    );
  },
};

/** Round trips are short. */
export const latency: Check = {
  id: "chain.latency",
  async run(exam) {
    const { roundTripMs } = await exam.probe();
    const text = `${Math.round(roundTripMs)} ms per round trip`;
    if (roundTripMs < SLOW_MS) return ok(text);
    const fix = "a nearer --subtensor.chain_endpoint, or a node of your own";
    return roundTripMs < VERY_SLOW_MS ? warn(text, fix) : error(text, fix);
  },
};

/** The node is not catching up. */
export const syncing: Check = {
  id: "chain.syncing",
  async run(exam) {
    const { isSyncing, peers, shouldHavePeers } = await exam.probe();
    if (isSyncing) {
      return error(
        "the node is still catching up with its chain",
        "wait for it, or another --subtensor.chain_endpoint",
      );
    }
    if (shouldHavePeers && peers === 0) {
      return warn("the node has no peers: it sees nothing new", "another --subtensor.chain_endpoint");
    }
    return ok(`${peers} peers, not syncing`);
  },
};

/** New blocks arrive. */
export const head: Check = {
  id: "chain.head",
  async run(exam) {
    const [{ head, readAtMs, fresh }, chain] = await Promise.all([exam.probe(), exam.chain()]);
    if (fresh) return ok(`block ${head.number}, and a new one while we looked`);
    const age = (readAtMs - head.timeMs) / 1000;
    const text = `block ${head.number} is ${Math.round(age)} s old`;
    const fix = "another --subtensor.chain_endpoint, or --chain.fallback_endpoints";
    if (age > DEAD_BLOCKS * chain.blockTime) return error(text, fix);
    return age > OLD_BLOCKS * chain.blockTime + 3 ? warn(text, fix) : ok(text);
  },
};

/** Somewhere to go when the endpoint fails. */
export const fallbacks: Check = {
  id: "chain.fallbacks",
  async run(exam) {
    const { fallbacks } = exam.options;
    if (exam.local && fallbacks.length === 0) return ok("none needed beside a local chain");
    if (fallbacks.length === 0) {
      return info("one endpoint only: when it is down, so are you", "--chain.fallback_endpoints URL …");
    }
    const own = await exam.probe();
    const bad: string[] = [];
    await Promise.all(fallbacks.map(async (name) => {
      let endpoint = name;
      try {
        endpoint = resolveEndpoint(name).endpoint;
        const other = await exam.modules.probe(endpoint, exam.signal);
        if (other.genesis !== own.genesis) bad.push(`${endpoint} serves another chain`);
        else if (own.head.number - other.head.number > OLD_BLOCKS) {
          bad.push(`${endpoint} lags ${own.head.number - other.head.number} blocks`);
        }
      } catch (cause) {
        exam.signal.throwIfAborted();
        bad.push(`${endpoint}: ${errorText(cause)}`);
      }
    }));
    if (bad.length === 0) return ok(`${fallbacks.length} further endpoints answer`);
    return warn(bad.sort().join("; "), "remove or replace it in --chain.fallback_endpoints");
  },
};

/** The own clock agrees with the chain's: nonces and signatures hang on it. */
export const clock: Check = {
  id: "clock.skew",
  async run(exam) {
    const { fresh, head, readAtMs } = await exam.probe();
    // The chain stamps a block before we hear of it: hearing of it earlier than that means our clock is behind.
    const seen = fresh ? fresh.arrivedMs - fresh.timeMs : readAtMs - head.timeMs;
    const seconds = seen / 1000;
    const fix = "set the clock: sudo timedatectl set-ntp true";
    if (Number.isNaN(seconds)) throw new NotChecked("the chain does not tell the time");
    if (seconds < -BEHIND_S) {
      return error(`this clock is at least ${(-seconds).toFixed(1)} s behind the chain's`, fix);
    }
    if (!fresh) return info("no new block came while we looked, so the clock could not be compared exactly");
    if (seconds > AHEAD_S) {
      return error(
        `this clock is up to ${seconds.toFixed(1)} s ahead of the chain's: axons refuse such nonces`,
        fix,
      );
    }
    return ok(`a new block was ${seconds.toFixed(1)} s old by this clock`);
  },
};

/** The subnet is there. */
export const subnet: Check = {
  id: "chain.subnet",
  async run(exam) {
    const { netuid, network } = exam.options;
    if (await exam.subnetExists()) return ok(`netuid ${netuid} exists`);
    return error(`there is no netuid ${netuid} on ${network.name}`, "--netuid: 61 on test, 1 on finney");
  },
};

/** Finney netuid 1 moved on to another protocol. */
export const legacy: Check = {
  id: "chain.legacy",
  async run(exam) {
    const { netuid } = exam.options;
    const finney = NETWORKS.find((network) => network.name === "finney")!.genesis;
    const here = (await exam.probe()).genesis;
    if (netuid !== 1 || here !== finney) return ok("this is not finney netuid 1");
    return warn(
      "finney netuid 1 no longer asks this protocol: a registration there would be lost",
      "--subtensor.network test --netuid 61, or sn1 demo",
    );
  },
};

/** Bytes of a commit about as large as one of 256 uids. */
const COMMIT_BYTES = 1100;
/** Any round will do: nothing opens this. */
const SOME_ROUND = 10_000_000;

/** Weights can be encrypted, which commit-reveal asks for; done once, so that a broken build shows before its first epoch. */
export const timelock: Check = {
  id: "timelock",
  role: "validator",
  async run(exam) {
    try {
      const sealed = await exam.modules.encrypt(new Uint8Array(COMMIT_BYTES), SOME_ROUND);
      if (sealed.length > COMMIT_BYTES) return ok(`a test commit was encrypted (${sealed.length} bytes)`);
      return error(`encryption returned ${sealed.length} bytes for ${COMMIT_BYTES}`, "install sn1 again");
    } catch (cause) {
      return error(
        `weights cannot be encrypted for commit-reveal: ${errorText(cause)}`,
        "install sn1 again: bash install.sh, or sn1 upgrade",
      );
    }
  },
};
