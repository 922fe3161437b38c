import assert from "node:assert/strict";
import type { Diagnosis } from "../../neurons/doctor/doctor.ts";
import { full } from "../kit/mod.ts";
import { withSubnet } from "../kit/subnet.ts";

full(
  "the doctor lets a healthy validator and a running miner pass, and sends a newcomer to register",
  () =>
    withSubnet({ wallets: ["val", "min"] }, async (subnet) => {
      const examine = async (...args: string[]): Promise<[number, Diagnosis]> => {
        const { code, stdout, stderr } = await subnet.run([
          "doctor",
          ...args,
          "--neuron.engine=echo",
          "--json",
        ]);
        assert.notEqual(stdout, "", stderr);
        return [code, JSON.parse(stdout)];
      };
      const bad = ({ checks }: Diagnosis) =>
        checks.filter(({ id, severity }) =>
          (severity === "error" || severity === "warn") && !id.startsWith("host.")
        ).map(({ id }) => id);

      const [before, newcomer] = await examine("miner", "--wallet.name=min", "--axon.port=0");
      assert.deepEqual([before, newcomer.ok, bad(newcomer)], [1, false, ["registration"]]);
      assert.match(newcomer.checks[0]!.fix, /^sn1 register --netuid 1 --wallet\.name min/);

      const [code, validator] = await examine("validator", "--wallet.name=val", "--neuron.tasks=math");
      assert.deepEqual([code, validator.ok, bad(validator)], [0, true, []]);

      assert.equal((await subnet.run(["register", "--wallet.name=min", "--yes"])).code, 0);
      const miner = subnet.start(["miner", "--wallet.name=min", "--neuron.engine=echo", "--axon.port=0"]);
      await miner.waitFor(/announced /, "stderr");
      const [after, running] = await examine("--wallet.name=min", "--axon.port=0");
      assert.deepEqual([after, bad(running)], [0, []]);
      const lock = running.checks.find(({ id }) => id === "neuron.lock")!;
      assert.match(lock.evidence, new RegExp(`process ${miner.pid}\\b`));
    }),
);
