import { nullLogger, nullMetrics, systemClock } from "../../../src/base/mod.ts";
import {
  type AxonTarget,
  createDendrite,
  type Dendrite,
  type DendriteModules,
  type DendriteOptions,
  type DendriteResponse,
  type QueryOptions,
} from "../../../src/dendrite/mod.ts";
import { type RawConnection, type RawServer, rawServer } from "./raw_server.ts";

/** Address of the development key //Bob, who answers in these tests. */
export const BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

/** A prompt with characters of every length. */
export const PROMPT = { roles: ["user"], messages: ['It\'s a "test"\n😀'] };

/** A client that signs as //Alice and may dial loopback. */
export async function aliceDendrite(
  options: DendriteOptions = {},
  modules: Partial<DendriteModules> = {},
): Promise<Dendrite> {
  const { devKey } = await import("../../../src/wallet/mod.ts");
  const signer = await devKey("//Alice");
  return createDendrite({ allowPrivate: true, ...options }, {
    signer,
    clock: systemClock,
    logger: nullLogger,
    metrics: nullMetrics,
    ...modules,
  });
}

/** Bob on loopback. */
export const target = (port: number, uid?: number): AxonTarget => ({
  uid,
  ip: "127.0.0.1",
  port,
  hotkey: BOB,
});

/** Asks one server that answers as told. */
export async function askServer(
  answer: (connection: RawConnection) => Promise<void>,
  query: Partial<QueryOptions> = {},
  options: DendriteOptions = {},
): Promise<DendriteResponse & { server: Pick<RawServer, "port" | "requests"> }> {
  const server = rawServer(answer);
  const dendrite = await aliceDendrite(options);
  try {
    const [response] = await dendrite.query([target(server.port)], PROMPT, { timeoutMs: 5000, ...query });
    return { ...response!, server };
  } finally {
    await dendrite.close();
    await server.close();
  }
}
