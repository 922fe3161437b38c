import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import type { Clock, Logger, Metrics } from "../base/mod.ts";
import type { OpenCalls } from "../http/mod.ts";
import type { ApiEnv, CallEnd } from "./api_call.ts";
import { answerChat } from "./chat.ts";
import { checkKey, KeyGuard } from "./check_key.ts";
import { modelEntry } from "./completion.ts";
import { openCall } from "./open_api_call.ts";
import { ApiRefused } from "./api_refused.ts";
import { renderError } from "./render_api_error.ts";
import type { Router } from "./routing/router.ts";
import type { ApiLimits, KeyFinder, Served } from "./types.ts";

/** What the routes are made for. */
export interface AppOptions {
  model: string;
  ownedBy: string;
  limits: ApiLimits;
  /** What a whole request may take, ms. */
  deadlineMs: number;
}

/** What {@link buildApp} needs. */
export interface AppModules {
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  keys: KeyFinder;
  router: Router;
  /** Told of every open call, so that the server can end them. */
  calls: OpenCalls<CallEnd>;
  onServed?: (served: Served) => void;
  /** Called with the source address of each request with a valid key. */
  trust: (source: string) => void;
}

/** The routes of the API (docs/interface.md#http); the key comes first, everything else after it. */
export function buildApp(options: AppOptions, modules: AppModules): Hono<ApiEnv> {
  const { model, ownedBy, limits, deadlineMs } = options;
  const { clock, logger, metrics, calls } = modules;
  const guard = new KeyGuard(modules.keys, clock);
  const entry = modelEntry(model, Math.floor(clock.now() / 1000), ownedBy);

  const app = new Hono<ApiEnv>();
  app.use(logCall(logger, metrics, clock));
  app.use(openCall({ clock, calls, deadlineMs }));
  app.onError(renderError(logger));
  app.use("/v1/*", checkKey(guard, modules.trust));
  app.post("/v1/chat/completions", answerChat(model, limits, { ...modules, guard }));
  app.get("/v1/models", (c) => c.json({ object: "list", data: [entry] }));
  app.get("/v1/models/:model", (c) => {
    const asked = c.req.param("model");
    if (asked === model) return c.json(entry);
    throw new ApiRefused(404, `The model \`${asked.slice(0, 100)}\` does not exist; there is \`${model}\`.`, {
      param: "model",
      code: "model_not_found",
    });
  });
  for (const [path, allow] of [["/v1/chat/completions", "POST"], ["/v1/models", "GET"]] as const) {
    app.all(path, (c) => {
      throw new ApiRefused(405, `Method ${c.req.method} is not allowed here, use ${allow}.`, {
        code: "method_not_allowed",
        headers: { allow },
      });
    });
  }
  app.notFound((c) => {
    throw new ApiRefused(404, `There is no ${c.req.path.slice(0, 100)} here.`, { code: "unknown_url" });
  });
  return app;
}

/** Counts and traces every answer; never what was said. */
function logCall(logger: Logger, metrics: Metrics, clock: Clock) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    await next();
    const call = c.get("call");
    metrics.count("api_requests_total", { status: String(c.res.status) });
    logger.debug("api request", {
      id: call.id,
      method: c.req.method,
      status: c.res.status,
      key: call.key?.id,
      uid: call.uid,
      ms: Math.round(clock.monotonic() - call.startedAt),
    });
  });
}
