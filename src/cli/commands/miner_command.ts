import { type Engine, SharedEngine } from "../../llm/mod.ts";
import type { PolicyPlugin } from "../../plugins/mod.ts";
import type { Supervisor } from "../../service/mod.ts";
import type { EventExport } from "../../telemetry/mod.ts";
import { answerFlags, answerOptions } from "../flags/answer_flags.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { minerCompatFlags, noteCompat } from "../flags/compat.ts";
import { dropPermissions } from "../startup/drop_permissions.ts";
import { loadEngineFor } from "../startup/engines.ts";
import { CliError } from "../errors.ts";
import { eventFlags, openEvents } from "../flags/event_flags.ts";
import { integer, list, number, text, toggle } from "../flags/flags.ts";
import {
  axonFlags,
  chainFlags,
  engineFlag,
  engineFlags,
  generalFlags,
  loggingFlags,
  mockFlag,
  operatorFlags,
  pluginFlags,
  walletFlags,
} from "../flags/groups.ts";
import { loadPluginFiles } from "../startup/plugin_files.ts";
import { openPages } from "../startup/operator_pages.ts";
import { openService } from "../startup/service.ts";
import { startNeuron } from "../startup/start_neuron.ts";
import { VERSION } from "../version.ts";

const flags = {
  ...chainFlags,
  ...walletFlags,
  "wallet.hotkeys": list({
    help: "several hotkeys in this process, sharing one engine; ports count up from --axon.port",
    placeholder: "NAME …",
  }),
  ...axonFlags,
  "neuron.name": text({
    help: "name of the folder for database and logs",
    default: "miner",
    placeholder: "NAME",
  }),
  "neuron.engine": engineFlag("local, openai, retrieval, exec:CMD, echo, phrase or mock"),
  ...engineFlags,
  ...answerFlags,
  "neuron.epoch_length": integer({ help: "blocks between two reads of the metagraph", default: 100, min: 1 }),
  "blacklist.force_validator_permit": toggle({ help: "answer only callers with a validator permit" }),
  "blacklist.allow_non_registered": toggle({ help: "answer callers that are not on the subnet" }),
  "blacklist.min_stake": number({ help: "minimum stake of a caller, in TAO", default: 0, min: 0 }),
  ...operatorFlags,
  ...eventFlags,
  seed: text({ help: "makes random choices repeatable" }),
  ...loggingFlags,
  ...mockFlag,
  ...minerCompatFlags,
  ...pluginFlags,
  ...generalFlags,
};

type Context = CommandContext<typeof flags>;

export default defineCommand({
  flags,
  description:
    "Answers prompts of validators: opens the hotkey, connects to the chain, checks the registration, binds the " +
    "axon, loads the engine, announces the address on chain and keeps the metagraph fresh. Stops cleanly on Ctrl-C.",
  examples: [
    "sn1 miner --netuid 1 --wallet.name me --wallet.hotkey miner1",
    "sn1 miner --network test --netuid 61 --neuron.engine openai --openai.base_url http://127.0.0.1:8000/v1 --neuron.model_id my-model",
    "sn1 miner --network local --neuron.engine retrieval --dataset.path ./texts",
  ],
  run: runMiners,
});

/** Runs a miner per hotkey, all on one engine. When one of them cannot go on, all stop and its error is told. */
async function runMiners(context: Context): Promise<void> {
  const { flags } = context;
  const hotkeys = flags["wallet.hotkeys"].length > 0 ? flags["wallet.hotkeys"] : [flags["wallet.hotkey"]];
  if (new Set(hotkeys).size !== hotkeys.length) {
    throw new CliError("usage", "--wallet.hotkeys names a hotkey twice");
  }
  const policies = (await loadPluginFiles(flags.plugin)).flatMap((plugin) => plugin.policies ?? []);
  const engine = new SharedEngine();
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
  const service = await openService(hotkeys.length, context.signal);
  const miners = hotkeys.map((hotkey, i) => {
    const nth = (port: number) => port > 0 ? port + i : port;
    const external = flags["axon.external_port"];
    return runMiner(
      {
        ...context,
        signal,
        flags: {
          ...flags,
          "wallet.hotkey": hotkey,
          "axon.port": nth(flags["axon.port"]),
          "axon.external_port": external === undefined ? undefined : nth(external),
          "dashboard.port": nth(flags["dashboard.port"]),
          "metrics.port": nth(flags["metrics.port"]),
        },
      },
      engine,
      service,
      policies,
    );
  });
  // The first to fail is the one that is told; the others only stop because of it.
  const first = Promise.all(miners).catch((error) => {
    failed.abort(error);
    throw error;
  });
  await Promise.allSettled(miners);
  service.close();
  await first;
}

async function runMiner(
  context: Context,
  engine: SharedEngine,
  service: Supervisor,
  policies: readonly PolicyPlugin[],
): Promise<void> {
  const { flags, signal, out } = context;
  const base = await startNeuron(flags, context as unknown as CommandContext);
  const member = service.member(flags["wallet.hotkey"]);
  try {
    noteCompat("miner", context.sources, base.logger);
    const [{ startMiner }, { externalIp }] = await Promise.all([
      import("../../../neurons/miner/miner.ts"),
      import("../../chain/mod.ts"),
    ]);
    const { AlarmBook, listenerAlarm, MinerPages, MinerWatch, requestEvent, sendAlarms } = await import(
      "../../../neurons/miner/miner_operator.ts"
    );
    const alarms = new AlarmBook(base);
    const listening = listenerAlarm(alarms);
    const watch = new MinerWatch();
    const watched = { ...base, metrics: watch.tee(base.metrics) };
    let events: EventExport | null = null;
    const { immunityPeriod } = await base.chain.hyperparameters(flags.netuid);
    const miner = await startMiner(
      {
        netuid: flags.netuid,
        axon: {
          port: flags["axon.port"],
          host: flags["axon.ip"].replace(/^\[(.*)\]$/, "$1"),
          limits: { inFlight: flags["axon.max_workers"] },
        },
        external: {
          externalIp: flags["axon.external_ip"],
          externalPort: flags["axon.external_port"],
          localChain: base.localChain,
        },
        answer: answerOptions(flags),
        policy: {
          forceValidatorPermit: flags["blacklist.force_validator_permit"],
          allowNonRegistered: flags["blacklist.allow_non_registered"],
          minStake: flags["blacklist.min_stake"],
          further: policies,
        },
        epochLength: flags["neuron.epoch_length"],
        blockMs: base.chain.blockTime * 1000,
      },
      {
        ...base,
        pulse: member.pulse,
        watch,
        alarms,
        onAnswered: (request, metagraph) =>
          events?.emit("request", requestEvent(request, base.signer.ss58, metagraph)),
        nonces: base.store.nonces,
        onListening: listening("axon"),
        loadEngine: (stop): Promise<Engine> =>
          engine.acquire(() => loadEngineFor(flags, context.env, watched, base.signer.ss58, stop)),
        askExternalIp: (stop) => externalIp({ fetch, clock: base.clock, signal: stop }),
      },
      signal,
    );
    out.result({
      uid: miner.uid,
      hotkey: base.signer.ss58,
      address: miner.address,
      engine: miner.engine.info,
    });
    await dropPermissions(["local", "exec"].includes(miner.engine.info.kind));
    const { chain, signer } = base;
    events = await openEvents(context, {
      kind: "miner",
      uid: miner.uid,
      hotkey: signer.ss58,
      netuid: flags.netuid,
      network: base.network,
      tags: [`uid_${miner.uid}`],
    }, base);
    const pages = new MinerPages(
      {
        version: VERSION,
        network: base.network,
        netuid: flags.netuid,
        hotkey: signer.ss58,
        immunityPeriod,
        folder: base.folder,
      },
      miner,
      watch,
      { chain, clock: base.clock, metrics: base.metrics, alarms },
    );
    const hook = flags["alert.webhook"];
    const unhook = hook
      ? sendAlarms(hook, `miner uid ${miner.uid}, netuid ${flags.netuid}`, alarms, { ...base, fetch })
      : null;
    let operator: Awaited<ReturnType<typeof openPages>> | null = null;
    try {
      operator = await openPages(flags, pages, base.metrics, { ...base, listening });
      for (const url of operator.urls) base.logger.info(`operator pages: ${url}`);
      const { engine: { info }, address } = miner;
      await member.ready(() =>
        `uid ${miner.uid} on netuid ${flags.netuid}, port ${address.port}, ${info.model}`
      );
      await miner.done;
    } finally {
      unhook?.();
      pages.close();
      await operator?.close();
      await miner.stop();
      await events?.close();
    }
  } finally {
    await base.close();
  }
}
