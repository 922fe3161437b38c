import { Hono } from "hono";
import { type Clock, errorText, type Logger } from "../../base/mod.ts";
import { ASSETS } from "./assets.ts";
import { freshState } from "./fresh_state.ts";
import { hostCheck, pageHeaders, tokenCheck } from "./guard.ts";
import type { LiveConnections } from "./live_updates.ts";
import type { DashboardModules, DashboardState } from "./types.ts";
import type { Html } from "./views/html.ts";
import { minerPage } from "./views/miner_view.ts";
import type { TableQuery } from "./views/miners_table_view.ts";
import { minerOfValidatorPage, validatorPage } from "./views/validator_view.ts";

/** Options of {@link buildDashboardApp}. */
export interface DashboardAppOptions {
  host: string;
  allowedHosts: readonly string[];
  /** Null = not asked for (loopback). */
  token: string | null;
}

/** The routes of the operator's pages, without a server. */
export function buildDashboardApp(
  options: DashboardAppOptions,
  modules: DashboardModules,
  live: LiveConnections,
): Hono {
  const { source, metrics, clock, logger } = modules;
  const state = freshState(source, clock);
  const app = new Hono();
  app.use(pageHeaders());
  app.use(hostCheck(options.host, options.allowedHosts));
  app.use(async (c, next) => {
    if (c.req.method !== "GET" && c.req.method !== "HEAD") {
      return c.text("Only reading is possible here.\n", 405, { Allow: "GET, HEAD" });
    }
    await next();
  });
  if (options.token !== null) app.use(tokenCheck(options.token));

  app.get("/health", async (c) => {
    const now = await state();
    const ok = now.chain.connected && !now.alarms.some((alarm) => alarm.severity === "error");
    return c.json(
      { ok, kind: now.kind, block: now.chain.block, alarms: now.alarms.map((alarm) => alarm.id) },
      ok ? 200 : 503,
    );
  });
  app.get("/metrics", async (c) => {
    if (!metrics) return c.text("No metrics here.\n", 404);
    return c.body(await metrics.exposition(), 200, { "Content-Type": metrics.contentType });
  });
  app.get("/api/state", async (c) => c.json(await state()));
  app.get("/api/events", async (c) => {
    const stream = await live.open(c.req.raw.signal);
    if (stream === null) return c.text("Too many live connections.\n", 503, { "Retry-After": "10" });
    return c.body(stream, 200, { "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" });
  });
  app.get("/assets/:name", (c) => {
    const asset = Object.hasOwn(ASSETS, c.req.param("name")) ? ASSETS[c.req.param("name")] : undefined;
    if (!asset) return c.notFound();
    return c.body(asset.text, 200, { "Content-Type": asset.type, "Cache-Control": "no-cache" });
  });
  app.get("/miners/:uid", async (c) => {
    const now = await state();
    const uid = /^\d{1,5}$/.test(c.req.param("uid")) ? Number(c.req.param("uid")) : -1;
    const miner = now.validator?.miners.find((one) => one.uid === uid);
    if (!now.validator || !miner) return c.text("There is no such miner.\n", 404);
    return c.html(minerOfValidatorPage(now, now.validator, miner));
  });
  app.get("/", async (c) => {
    const now = await state();
    return c.html(firstPage(now, clock, {
      sort: (c.req.query("sort") ?? "score").slice(0, 40),
      descending: c.req.query("dir") !== "asc",
      find: (c.req.query("find") ?? "").trim().slice(0, 60),
    }));
  });
  app.notFound((c) => c.text("There is nothing here.\n", 404));
  app.onError((error, c) => {
    report(logger, error);
    return c.text("This page could not be made; the log says why.\n", 500);
  });
  return app;
}

function firstPage(state: DashboardState, clock: Clock, query: TableQuery): Html {
  if (state.validator) return validatorPage(state, state.validator, query);
  if (state.miner) return minerPage(state, state.miner, clock.now());
  throw new TypeError(`a dashboard state of kind ${state.kind} without its view`);
}

function report(logger: Logger, error: unknown): void {
  logger.error(`dashboard: ${errorText(error)}`, { error });
}
