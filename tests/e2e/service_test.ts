import assert from "node:assert/strict";
import { full, until } from "../kit/mod.ts";
import { withSubnet } from "../kit/subnet.ts";

/** The few lines of Deno's unstable datagram sockets that are used. */
interface Datagrams {
  receive(): Promise<[data: Uint8Array]>;
  close(): void;
}

/** A service manager's socket that keeps what it is told. */
function listen(path: string): { told: string[]; close(): Promise<void> } {
  const { listenDatagram } = Deno as unknown as { listenDatagram: (options: object) => Datagrams };
  const socket = listenDatagram({ transport: "unixpacket", path });
  const told: string[] = [];
  const reading = (async () => {
    for (;;) told.push(...new TextDecoder().decode((await socket.receive())[0]).split("\n"));
  })().catch(() => {});
  return {
    told,
    async close() {
      socket.close();
      await reading;
    },
  };
}

full(
  "a miner and a validator tell the service manager that they are ready, alive and stopping",
  () =>
    withSubnet({ wallets: ["val", "min"] }, async (subnet) => {
      assert.equal((await subnet.run(["register", "--wallet.name=min", "--yes"])).code, 0);
      const neurons = [
        {
          args: ["miner", "--wallet.name=min", "--axon.port=0"],
          status: /^STATUS=uid 1 on netuid 1, port \d+, /,
        },
        {
          args: ["validator", "--wallet.name=val", "--neuron.tasks=math"],
          status: /^STATUS=uid 0 on netuid 1, step /,
        },
      ];
      for (const { args, status } of neurons) {
        const manager = listen(`${subnet.home}/${args[0]}.sock`);
        const env = { NOTIFY_SOCKET: `${subnet.home}/${args[0]}.sock`, WATCHDOG_USEC: "1500000" };
        const neuron = subnet.start([...args, "--neuron.engine=retrieval"], { env });
        try {
          await until(
            () => manager.told.filter((line) => line === "WATCHDOG=1").length > 2,
            60_000,
            "three beats",
          );
          assert.equal(manager.told[0], "READY=1");
          assert.match(manager.told[1]!, status);
          neuron.kill("SIGTERM");
          assert.equal((await neuron.finished(30_000)).code, 0);
          assert.ok(manager.told.includes("STOPPING=1"));
          assert.equal(manager.told.filter((line) => line === "READY=1").length, 1);
        } finally {
          await manager.close();
        }
      }
    }),
);
