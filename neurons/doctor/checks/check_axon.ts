import { formatHostPort } from "../../../src/text/mod.ts";
import { errorText } from "../../../src/base/mod.ts";
import { dialOf } from "../../../src/dendrite/mod.ts";
import { neuronLock } from "../lock_holder.ts";
import type { Check } from "../check_context.ts";
import { error, info, NotChecked, ok, warn } from "../check_result.ts";

/** The port can be bound. */
export const port: Check = {
  id: "axon.port",
  role: "miner",
  async run(exam) {
    const found = await exam.portFact();
    if (found.error) throw new NotChecked(errorText(found.error));
    const { bindError, inUse, port } = found.value!;
    if (bindError === null) return ok(`port ${port} is free`);
    if (inUse && (await neuronLock(exam)).holder !== null) {
      return info(`port ${port} is in use: this hotkey's neuron runs`);
    }
    if (inUse) return error(`port ${port} is used by another program`, "--axon.port N (0 = any free port)");
    return error(
      `port ${port} on ${exam.options.axon.host}: ${bindError}`,
      "--axon.port from 1024 up, or --axon.ip",
    );
  },
};

/** The address to announce is known and can be reached from outside. */
export const address: Check = {
  id: "axon.address",
  role: "miner",
  async run(exam) {
    const found = await exam.externalFact();
    if (found.error) {
      return error(`the external address is unknown: ${errorText(found.error)}`, "--axon.external_ip IP");
    }
    const { ip, port, asked } = found.value!;
    const refusal = dialOf({ ip, port: port || 1 }, exam.local, undefined);
    if (typeof refusal === "string") {
      return error(
        `${ip} cannot be announced: ${refusal}; no validator dials it`,
        asked ? "--axon.external_ip IP" : "--axon.external_ip with a public address",
      );
    }
    return ok(`${ip}:${port || "any port"}${asked ? ", as public services see it" : ""}`);
  },
};

/** What is sent to that address arrives here. */
export const reachable: Check = {
  id: "axon.reachable",
  role: "miner",
  async run(exam) {
    const [found, external] = await Promise.all([exam.portFact(), exam.externalFact()]);
    if (found.error || found.value!.bindError !== null) throw new NotChecked("the port could not be bound");
    const { dialError } = found.value!;
    if (dialError === null || external.error) throw new NotChecked("the external address is unknown");
    const at = formatHostPort(external.value!.ip, external.value!.port || found.value!.port);
    if (dialError === "") return ok(`${at} leads here`);
    return warn(
      `${at} does not lead back here (${dialError}); some routers do not turn around, so ask from outside too`,
      "open the port in firewall and router; --axon.external_port when it is forwarded",
    );
  },
};

/** What stands on chain is what will be announced. */
export const announced: Check = {
  id: "axon.announced",
  role: "miner",
  async run(exam) {
    const [{ axon }, external] = await Promise.all([exam.registered(), exam.externalFact()]);
    if (external.error) throw new NotChecked("the external address is unknown");
    const { ip, port } = external.value!;
    const onChain = axon.ip === "0.0.0.0" ? null : formatHostPort(axon.ip, axon.port);
    if (onChain === null) return ok("nothing is announced yet; sn1 miner does it");
    if (axon.ip === ip && (port === 0 || axon.port === port)) return ok(`${onChain} is announced`);
    return info(`${onChain} is announced; sn1 miner will announce ${ip}:${port || "its port"}`);
  },
};
