import { nullLogger, nullMetrics, systemClock } from "../../../src/base/mod.ts";
import { type AxonTarget, createDendrite, type Dendrite } from "../../../src/dendrite/mod.ts";
import { devKey } from "../../../src/wallet/mod.ts";
import { LineProcess } from "../process.ts";

/** What axons saw of a batch. */
export interface Seen {
  asked: number;
  /** Between the first and the last request of the batch, ms. */
  spreadMs: number;
}

/** Axons that answer at once, and a dendrite that asks them. */
export interface Axons {
  port: number;
  hotkey: string;
  dendrite: Dendrite;
  targets(count: number): AxonTarget[];
  /** What was seen since the last call. */
  seen(): Promise<Seen>;
}

/** Runs `body` beside them. */
export async function withQuickAxons<T>(body: (axons: Axons) => Promise<T>): Promise<T> {
  const process = LineProcess.start("tests/bench/dendrite/serve.ts");
  const { ss58: hotkey } = await devKey("//Bob");
  const dendrite = createDendrite({ allowPrivate: true }, {
    signer: await devKey("//Alice"),
    clock: systemClock,
    logger: nullLogger,
    metrics: nullMetrics,
  });
  try {
    const { port } = await process.ask<{ port: number }>();
    return await body({
      port,
      hotkey,
      dendrite,
      targets: (count) => Array.from({ length: count }, (_, uid) => ({ uid, ip: "127.0.0.1", port, hotkey })),
      seen: () => process.ask<Seen>({}),
    });
  } finally {
    await dendrite.close();
    await process.stop();
  }
}
