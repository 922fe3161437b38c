import { createMiddleware } from "hono/factory";
import { type Logger, type Metrics } from "../../base/mod.ts";
import { stripControl } from "../../text/mod.ts";
import type { AxonEnv } from "../call.ts";

/**
 * Counts every answer and traces it as the SDK does (docs/spec/wire.md#4-axon-pipeline). Unverified hotkeys
 * are marked so.
 */
export function logAccess(logger: Logger, metrics: Metrics) {
  return createMiddleware<AxonEnv>(async (c, next) => {
    await next();
    const { status, length, message } = c.get("sent") ?? { status: c.res.status, length: "-1", message: "" };
    metrics.count("axon_requests_total", { status: String(status) });
    const call = c.get("call");
    const hotkey = call?.verified ? call.hotkey : "unverified";
    const { remoteAddress, remotePort } = c.env.incoming.socket;
    logger.trace(
      `axon     | --> | ${length} B | ${call?.name ?? "Synapse"} | ${hotkey} | ` +
        `${remoteAddress}:${remotePort} | ${status} | ${stripControl(message, true)}`,
    );
  });
}
