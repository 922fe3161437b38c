import { taoText } from "../../../src/chain/mod.ts";
import type { Check } from "../check_context.ts";
import { error, info, ok, warn } from "../check_result.ts";

/** RAO kept for the fee of a registration. */
const FEE_RAO = 10_000_000n;
/** Share of the lowest emissions that is in danger when the immunity ends. */
const DANGER = 0.05;
/** Tempos without weights after which a validator is nearly inactive. */
const QUIET_TEMPOS = 5;

/** The hotkey has a uid. */
export const registered: Check = {
  id: "registration",
  async run(exam) {
    const { netuid, wallet } = exam.options;
    const [neuron, { ss58 }] = await Promise.all([exam.neuron(), exam.hotkey()]);
    if (neuron) return ok(`${ss58} is uid ${neuron.uid} on netuid ${netuid}`);
    return error(
      `${ss58} is not registered on netuid ${netuid}`,
      `sn1 register --netuid ${netuid} --wallet.name ${wallet.name} --wallet.hotkey ${wallet.hotkey}`,
    );
  },
};

/** Who is not registered yet can be. */
export const price: Check = {
  id: "registration.price",
  async run(exam) {
    const { netuid } = exam.options;
    const [neuron, { registrationAllowed }, chain] = await Promise.all([
      exam.neuron(),
      exam.hyperparameters(),
      exam.chain(),
    ]);
    if (neuron) return ok("nothing to be paid");
    if (!registrationAllowed) {
      return error(`netuid ${netuid} takes no registrations now`, "wait, or another --netuid");
    }
    const cold = await exam.coldkeypub();
    const [burn, balance] = await Promise.all([chain.burn(netuid), chain.balance(cold.ss58)]);
    const text = `a registration burns ${taoText(burn)}, the coldkey has ${taoText(balance)}`;
    if (balance >= burn + FEE_RAO) return ok(text);
    return error(text, `send TAO to ${cold.ss58}`);
  },
};

/** What the neuron earns goes to the coldkey that is meant. */
export const owner: Check = {
  id: "registration.owner",
  async run(exam) {
    const [neuron, cold] = await Promise.all([exam.registered(), exam.coldkeypub()]);
    if (neuron.coldkey === cold.ss58) return ok(`owned by ${cold.ss58}`);
    if (exam.local) return info(`owned by ${neuron.coldkey}, as the local chain was told`);
    return error(
      `on chain the hotkey belongs to ${neuron.coldkey}, coldkeypub.txt says ${cold.ss58}: what it earns goes elsewhere`,
      "use the wallet that registered it: --wallet.name",
    );
  },
};

/** The place is safe for a while. */
export const pruning: Check = {
  id: "registration.pruning",
  role: "miner",
  async run(exam) {
    const [own, { neurons, block, n }, { immunityPeriod, maxUids }] = await Promise.all([
      exam.registered(),
      exam.metagraph(),
      exam.hyperparameters(),
    ]);
    const left = own.blockAtRegistration + immunityPeriod - block;
    if (left > 0) return ok(`immune for ${left} more blocks`);
    if (n < maxUids) return ok(`${maxUids - n} places are free, nobody is replaced`);
    const mortal = neurons.filter((other) => other.blockAtRegistration + immunityPeriod <= block);
    const rank = mortal.filter((other) => other.emission < own.emission).length;
    const text = `${rank} of ${mortal.length} neurons that can be replaced earn less`;
    if (rank >= Math.ceil(mortal.length * DANGER)) return ok(text);
    return warn(text, "sn1 rehearse shows where the answers lose; a better model or faster device");
  },
};

/** Only permitted validators may set weights. */
export const permit: Check = {
  id: "validator.permit",
  role: "validator",
  async run(exam) {
    const [own, { maxValidators }] = await Promise.all([exam.registered(), exam.hyperparameters()]);
    if (own.validatorPermit) return ok(`uid ${own.uid} has a permit, stake ${own.stake.toFixed(2)}`);
    return error(
      `uid ${own.uid} has no validator permit (stake ${
        own.stake.toFixed(2)
      }; the ${maxValidators} largest have one)`,
      "more stake on the hotkey",
    );
  },
};

/** A validator that no stake stands behind changes nothing. */
export const stake: Check = {
  id: "validator.stake",
  role: "validator",
  async run(exam) {
    const own = await exam.registered();
    if (own.stake > 0) return ok(`stake ${own.stake.toFixed(2)}`);
    return warn("no stake stands behind this validator", "stake on the hotkey");
  },
};

/** The chain takes weights of this version. */
export const version: Check = {
  id: "validator.version_key",
  role: "validator",
  async run(exam) {
    const { weightsVersion } = await exam.hyperparameters();
    const { versionKey } = exam.options;
    if (versionKey >= weightsVersion) {
      return ok(`version key ${versionKey}, the subnet wants ${weightsVersion}`);
    }
    return error(
      `the subnet refuses weights below version ${weightsVersion}, this validator sends ${versionKey}`,
      `--neuron.version_key ${weightsVersion}`,
    );
  },
};

/** Weights are not too old. */
export const weights: Check = {
  id: "validator.weights",
  role: "validator",
  async run(exam) {
    const [own, { block, tempo }] = await Promise.all([exam.registered(), exam.metagraph()]);
    const age = block - Math.max(own.lastUpdate, own.blockAtRegistration);
    const text = `weights were set ${age} blocks ago, tempo ${tempo}`;
    if (age <= QUIET_TEMPOS * tempo) return ok(text);
    return warn(
      `${text}: a validator that stays silent counts as inactive`,
      "sn1 validator, and look at its log",
    );
  },
};

/** Others score by v2.5; who differs loses vtrust. */
export const profile: Check = {
  id: "validator.profile",
  role: "validator",
  run(exam) {
    const { profile } = exam.options;
    if (profile === "v2.5" || exam.local) return Promise.resolve(ok(`profile ${profile}`));
    return Promise.resolve(
      warn(
        `profile ${profile}: validators around run v2.5, and differing costs vtrust`,
        "--reward.profile v2.5",
      ),
    );
  },
};

/** Validators pass over neurons that look like validators. */
export const asked: Check = {
  id: "miner.asked",
  role: "miner",
  async run(exam) {
    const own = await exam.registered();
    const { vpermitTaoLimit } = exam.options;
    if (!own.validatorPermit || own.stake <= vpermitTaoLimit) return ok("validators take it for a miner");
    return warn(
      `it has a permit and ${own.stake.toFixed(0)} stake: validators take it for one of them and do not ask`,
      "mine with another hotkey",
    );
  },
};

/** Somebody is there to ask. */
export const validators: Check = {
  id: "miner.validators",
  role: "miner",
  async run(exam) {
    const { neurons, netuid } = await exam.metagraph();
    const count = neurons.filter((neuron) => neuron.validatorPermit && neuron.stake > 0).length;
    if (count > 0) return ok(`${count} validators with stake`);
    return info(`netuid ${netuid} has no validator with stake: nobody will ask`);
  },
};
