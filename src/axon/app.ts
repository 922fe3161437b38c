import { Hono } from "hono";
import { RateLimiter } from "../base/mod.ts";
import { type OpenCalls } from "../http/mod.ts";
import { PING_SYNAPSE, pythonListText, pythonRepr, type Synapse } from "../protocol/mod.ts";
import { sr25519Module, verifyExact } from "../wallet/mod.ts";
import { answerPrompt } from "./answer.ts";
import { answerJson } from "./answer_json.ts";
import type { AxonEnv, CallEnd } from "./call.ts";
import { REMEMBERED_HOTKEYS, VERIFY_QUEUE, VERIFY_QUEUE_PER_ADDRESS } from "./limits.ts";
import { Admission, admit } from "./middleware/admit.ts";
import { checkBody } from "./middleware/check_body.ts";
import { checkCaller } from "./middleware/check_caller.ts";
import { checkHeaders } from "./middleware/check_headers.ts";
import { checkNonce } from "./middleware/check_nonce.ts";
import { checkSignature, VerifiedCallers } from "./middleware/check_signature.ts";
import { limitRate } from "./middleware/limit_rate.ts";
import { logAccess } from "./middleware/log_access.ts";
import { openCall } from "./middleware/open_call.ts";
import { answerPing } from "./ping.ts";
import { Refused } from "./refused.ts";
import { renderError } from "./render_error.ts";
import { ReplayGuard } from "./replay_guard.ts";
import { ResponseHeaders } from "./response_headers.ts";
import { routesOf } from "./synapse_route.ts";
import type { AxonLimits, AxonModules } from "./types.ts";
import { FairQueue } from "./verify/fair_queue.ts";
import { Verifier } from "./verify/verifier.ts";
import { startVerifyWorker } from "./verify/worker.ts";

/**
 * The routes and the order of checks (ARCHITECTURE.md#a-request-through-the-miner): cheap ones first,
 * nothing remembered before the signature.
 */
export interface AxonApp {
  app: Hono<AxonEnv>;
  headers: ResponseHeaders;
  admission: Admission;
  verifier: Verifier;
}

/** Processor cores; Node before version 21 has no `navigator`. */
function cores(): number {
  return (globalThis as { navigator?: Navigator }).navigator?.hardwareConcurrency ?? 1;
}

/**
 * Builds the HTTP application of an axon.
 * @param calls told of every open call, so that the server can end them
 * @param trust called with the source address of each verified caller of a prompt
 */
export function buildApp(
  limits: AxonLimits,
  modules: AxonModules,
  calls: OpenCalls<CallEnd>,
  trust: (source: string) => void,
): AxonApp {
  const { signer, policy, clock, metrics } = modules;
  const logger = modules.logger.with({ package: "axon" });
  const headers = new ResponseHeaders(signer, clock, logger);
  const verifier = new Verifier({
    queue: new FairQueue({ limit: VERIFY_QUEUE, perSource: VERIFY_QUEUE_PER_ADDRESS }),
    verify: ({ message, signature, publicKey }) => verifyExact(message, signature, publicKey),
    startWorker: async () => startVerifyWorker(await sr25519Module()),
    workers: Math.min(limits.verifyWorkers, Math.max(1, cores() - 1)),
    clock,
    logger,
    onSize: (size) => metrics.gauge("axon_verify_queue", size),
  });
  const callers = new VerifiedCallers(clock);
  const limiter = new RateLimiter(limits.requestsPerMinute, clock, REMEMBERED_HOTKEYS);
  const admission = new Admission(limits, policy, metrics);
  // Strangers may ping, so the ping has a memory of its own: nobody can push validators' nonces out of theirs.
  // A ping sent again does no harm, so its memory forgets where the other would refuse.
  const pingGuard = new ReplayGuard(clock, undefined, {
    isStranger: (hotkey) => !policy.registered?.(hotkey),
    forgetStrangers: true,
  });
  // One memory for all other routes: the signature does not name the route, so none may accept what another has seen.
  const guard = new ReplayGuard(clock, modules.nonces, {
    isStranger: (hotkey) => policy.registered?.(hotkey) === false,
  });
  const body = checkBody(limits, { policy, clock });
  const routes = [
    { synapse: PING_SYNAPSE, guard: pingGuard, answer: answerPing(headers) },
    ...routesOf(modules).map(({ synapse, handler }) => ({
      synapse,
      guard,
      answer: synapse.stream
        ? answerPrompt({ handler, headers, clock, logger, metrics })
        : answerJson({ handler, headers, clock, metrics }),
    })),
  ];

  const app = new Hono<AxonEnv>();
  app.use(logAccess(logger, metrics));
  app.onError(renderError({ headers, logger, metrics }));
  for (const { synapse, guard, answer } of routes) {
    const { name } = synapse;
    app.post(
      `/${name}`,
      openCall(synapse as Synapse<unknown, unknown, never>, { clock, calls }),
      checkHeaders(limits),
      checkCaller(policy),
      checkNonce(guard),
      checkSignature(guard, callers, { ownHotkey: signer.ss58, verifier, policy, clock, trust }),
      limitRate(limiter),
      body,
      admit(admission),
      answer,
    );
    app.all(`/${name}`, (c) => {
      throw new Refused(405, "method", `Method ${c.req.method} is not allowed, use POST`, {
        headers: { allow: "POST" },
      });
    });
  }
  app.notFound((c) => {
    const asked = c.req.path.split("/")[1] ?? "";
    const available = pythonListText(routes.map(({ synapse }) => synapse.name));
    throw new Refused(
      404,
      "route",
      `Synapse name ${pythonRepr(asked.slice(0, 100))} not found. Available synapses ${available}`,
    );
  });
  return { app, headers, admission, verifier };
}
