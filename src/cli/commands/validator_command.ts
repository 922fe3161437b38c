import type { OrganicApi } from "../../../neurons/mod.ts";
import type { EventExport } from "../../telemetry/mod.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { noteCompat, validatorCompatFlags } from "../flags/compat.ts";
import { boundIp, contactFlag } from "../flags/address_flags.ts";
import { dropPermissions } from "../startup/drop_permissions.ts";
import { loadEmbedderFor, loadEngineFor, loadTranslatorFor } from "../startup/engines.ts";
import { eventFlags, openEvents } from "../flags/event_flags.ts";
import { choice, integer, list, number, numberItem, text, toggle } from "../flags/flags.ts";
import {
  chainFlags,
  engineFlag,
  engineFlags,
  generalFlags,
  loggingFlags,
  mockFlag,
  modelOptions,
  operatorFlags,
  pluginFlags,
  walletFlags,
} from "../flags/groups.ts";
import { loadPluginFiles } from "../startup/plugin_files.ts";
import { openPages } from "../startup/operator_pages.ts";
import { openService } from "../startup/service.ts";
import { startNeuron } from "../startup/start_neuron.ts";
import { userAgentOf, VERSION } from "../version.ts";

const flags = {
  ...chainFlags,
  ...walletFlags,
  "neuron.name": text({
    help: "name of the folder for database and logs",
    default: "validator",
    placeholder: "NAME",
  }),
  "reward.profile": choice(["v2.3", "v2.5", "hardened"], {
    help: "rules of scoring; others on the subnet run v2.5, and differing costs vtrust",
    default: "v2.5",
  }),
  "reward.model_id": text({
    help: "embedding model of the relevance reward: id or folder",
    default: "WhereIsAI/UAE-Large-V1",
    ...modelOptions,
  }),
  "task.translator": text({
    help: "translation model of task translation: id or folder; without it the task is not asked",
    default: "Xenova/m2m100_418M",
    ...modelOptions,
  }),
  "neuron.engine": engineFlag(
    "writes questions and references: local, openai, exec:CMD, or retrieval (no model: templates and extracts)",
  ),
  ...engineFlags,
  "dataset.contact": contactFlag,
  "dataset.optional": list({
    help: "further sources: stack_overflow (qa), hf_instruction (generic)",
    placeholder: "NAME …",
  }),
  "neuron.tasks": list({ help: "tasks to ask", defaultText: "all seven", placeholder: "TASK …" }),
  "neuron.task_p": list<number>({
    help: "probability of each task, in the order of --neuron.tasks (normalized)",
    item: numberItem,
    defaultText: "alike",
    placeholder: "P …",
  }),
  "neuron.timeout": number({ help: "seconds a miner has [15, with v2.3: 10]", min: 0.1, max: 600 }),
  "neuron.sample_size": integer({ help: "miners asked per step [100, with v2.3: 50]", min: 1, max: 65535 }),
  "neuron.num_concurrent_forwards": integer({ help: "conversations at once", default: 1, min: 1, max: 64 }),
  "neuron.forward_max_time": number({ help: "seconds a conversation may last", default: 120, min: 1 }),
  "neuron.max_tokens": integer({
    help: "tokens of a question or reference at most",
    default: 256,
    min: 1,
    max: 8192,
  }),
  "neuron.moving_average_alpha": number({
    help: "weight of a new reward in the score",
    default: 0.1,
    min: 0,
    max: 1,
  }),
  "neuron.decay_alpha": number({
    help: "amount subtracted from every score after each step",
    default: 0.001,
    min: 0,
    max: 1,
  }),
  "neuron.vpermit_tao_limit": number({
    help: "skip neurons with a validator permit and more stake than this, in TAO",
    default: 4096,
    min: 0,
  }),
  "neuron.query_unique_coldkeys": toggle({ help: "ask one miner per coldkey" }),
  "neuron.query_unique_ips": toggle({ help: "ask one miner per address" }),
  "neuron.epoch_length": integer({
    help: "blocks between weights, and between reads of the metagraph",
    default: 100,
    min: 1,
  }),
  "neuron.disable_set_weights": toggle({ help: "never set weights" }),
  shadow: toggle({
    help:
      "run beside another validator: set nothing, tell the vtrust these scores would have (--neuron.name: a folder of its own)",
  }),
  "neuron.scores_from": choice(["store", "chain"], {
    help: "chain = with an empty database, start from this validator's last weights on chain",
    default: "store",
  }),
  "neuron.dont_save_events": toggle({ help: "keep scores only, no step records" }),
  "neuron.version_key": integer({ help: "sent with weights [by profile: 20501, 20300]", min: 0 }),
  "neuron.events_retention_size": text({
    help: "size of the step records kept",
    default: "2 GB",
    placeholder: "SIZE",
  }),
  "api.port": integer({
    help: "port of the OpenAI-compatible API for users (keys: sn1 api-key); 0 = any free port, -1 = off",
    default: -1,
    min: -1,
    max: 65535,
  }),
  "api.host": boundIp({
    help: "address the API binds; beyond this machine put a TLS proxy before it",
    default: "127.0.0.1",
  }),
  "neuron.organic_rate": number({
    help: "share of users' conversations that are scored too: a sample of miners is asked the same, 0 to 1",
    default: 0,
    min: 0,
    max: 1,
  }),
  "neuron.organic_log_bodies": toggle({
    help: "keep what users said and were answered in the records of scored steps",
  }),
  ...operatorFlags,
  ...eventFlags,
  seed: text({ help: "makes random choices repeatable" }),
  ...mockFlag,
  ...loggingFlags,
  ...validatorCompatFlags,
  ...pluginFlags,
  ...generalFlags,
};

type Context = CommandContext<typeof flags>;

export default defineCommand({
  flags,
  description:
    "Plays users: draws tasks from its datasets, asks miners, scores answers against references, and sets weights " +
    "(journal first, read back after). Continues from its database after any stop. Stops cleanly on Ctrl-C.",
  examples: [
    "sn1 validator --netuid 1 --wallet.name me --wallet.hotkey val --neuron.engine openai --neuron.model_id my-model",
    "sn1 validator --network local --neuron.engine retrieval --neuron.tasks math date_qa",
  ],
  run: runValidator,
});

async function runValidator(context: Context): Promise<void> {
  const { flags, out, env, signal } = context;
  const { parseSize } = await import("../flags/sizes.ts");
  const retentionBytes = parseSize(flags["neuron.events_retention_size"]);
  await loadPluginFiles(flags.plugin);
  const { DEFAULT_TASKS, openSources, taskShares } = await import("../../../tasks/mod.ts");
  const shares = taskShares(
    flags["neuron.tasks"].length > 0 ? flags["neuron.tasks"] : DEFAULT_TASKS,
    flags["neuron.task_p"],
  );
  const base = await startNeuron(
    {
      ...flags,
      // A shadow keeps its own database, unless a folder is named.
      "neuron.name": flags.shadow && context.sources["neuron.name"] === "default"
        ? "validator-shadow"
        : flags["neuron.name"],
    },
    context as unknown as CommandContext,
    { locked: !flags.shadow },
  );
  const service = await openService(1, signal);
  const member = service.member("validator");
  try {
    noteCompat("validator", context.sources, base.logger);
    const [{ openValidator }, { PROFILES }] = await Promise.all([
      import("../../../neurons/validator/open_validator.ts"),
      import("../../../rewards/mod.ts"),
    ]);
    const { AlarmBook, listenerAlarm, sendAlarms, stepEvent, ValidatorPages } = await import(
      "../../../neurons/validator/operator/validator_operator.ts"
    );
    const rules = PROFILES[flags["reward.profile"]];
    const timeoutMs = (flags["neuron.timeout"] ?? rules.timeoutS) * 1000;
    const engineless = flags["neuron.engine"] === "retrieval";
    const alarms = new AlarmBook(base);
    const listening = listenerAlarm(alarms);
    const pages = new ValidatorPages({
      kind: "validator",
      version: VERSION,
      network: base.network,
      netuid: flags.netuid,
      hotkey: base.signer.ss58,
      profile: rules.profile,
      shadow: flags.shadow,
      weightsWait: flags["neuron.epoch_length"],
      folder: base.folder,
    }, { ...base, alarms });
    let api: OrganicApi | null = null;
    let events: EventExport | null = null;
    const { validator, dendrite, modelProcesses, close } = await openValidator(
      {
        netuid: flags.netuid,
        rules,
        shares,
        timeoutMs,
        maxTokens: flags["neuron.max_tokens"],
        sampleSize: flags["neuron.sample_size"] ?? rules.sampleSize,
        concurrentForwards: flags["neuron.num_concurrent_forwards"],
        forwardMaxMs: flags["neuron.forward_max_time"] * 1000,
        scores: { alpha: flags["neuron.moving_average_alpha"], decay: flags["neuron.decay_alpha"] },
        vpermitTaoLimit: flags["neuron.vpermit_tao_limit"],
        uniqueColdkeys: flags["neuron.query_unique_coldkeys"],
        uniqueIps: flags["neuron.query_unique_ips"],
        epochLength: flags["neuron.epoch_length"],
        disableSetWeights: flags["neuron.disable_set_weights"],
        shadow: flags.shadow,
        dontSaveEvents: flags["neuron.dont_save_events"],
        scoresFromChain: flags["neuron.scores_from"] === "chain",
        versionKey: flags["neuron.version_key"] ?? rules.versionKey,
        retentionBytes,
        allowMissingRewards: false,
        localPeers: base.localChain,
        organic: flags["api.port"] >= 0 && flags["neuron.organic_rate"] > 0,
        organicLogBodies: flags["neuron.organic_log_bodies"],
      },
      {
        ...base,
        pulse: member.pulse,
        alarms,
        onStep(record, scores) {
          pages.onStep(record, scores);
          api?.onStep(record);
          events?.emit("step", stepEvent(record));
        },
        onWeights: pages.onWeights,
        loadTranslator: (stop) => loadTranslatorFor(flags["task.translator"], env, base, stop),
        loadEmbedder: (stop) => loadEmbedderFor(flags["reward.model_id"], env, base, stop),
        sources: await openSources(
          { path: flags["dataset.path"], online: true, optional: flags["dataset.optional"] },
          { ...base, fetch, userAgent: userAgentOf(flags["dataset.contact"]) },
          signal,
        ),
        loadEngine: engineless ? null : (stop) => loadEngineFor(flags, env, base, base.signer.ss58, stop),
      },
      signal,
    );
    await dropPermissions(modelProcesses);
    events = await openEvents(context, {
      kind: "validator",
      uid: validator.uid,
      hotkey: base.signer.ss58,
      netuid: flags.netuid,
      network: base.network,
      tags: [
        ...shares.map(({ name }) => name),
        ...(flags["neuron.disable_set_weights"] ? ["disable_set_weights"] : []),
      ],
    }, base);
    const unbind = pages.bind(validator);
    const hook = flags["alert.webhook"];
    const unhook = hook
      ? sendAlarms(hook, `validator uid ${validator.uid}, netuid ${flags.netuid}`, alarms, { ...base, fetch })
      : null;
    const operator = await openPages(flags, pages, base.metrics, { ...base, listening });
    for (const url of operator.urls) base.logger.info(`operator pages: ${url}`);
    if (flags["neuron.organic_rate"] > 0 && flags["api.port"] < 0) {
      base.logger.warn("--neuron.organic_rate has no effect without --api.port: there are no users");
    }
    try {
      if (flags["api.port"] >= 0) {
        const { openOrganicApi } = await import("../../../neurons/validator/organic/organic_api.ts");
        api = await openOrganicApi(
          {
            host: flags["api.host"],
            port: flags["api.port"],
            netuid: flags.netuid,
            timeoutMs,
            organicRate: flags["neuron.organic_rate"],
          },
          { ...base, validator, dendrite, keys: base.store.keys, onListening: listening("subnet API") },
          signal,
        );
        base.logger.info(`subnet API: ${api.url}`);
      }
      out.result({
        uid: validator.uid,
        hotkey: base.signer.ss58,
        lastStep: base.store.lastStep(),
        ...(api ? { api: api.url } : {}),
      });
      base.logger.info(`validator uid ${validator.uid} resumes after step ${base.store.lastStep()}`);
      await member.ready(() =>
        `uid ${validator.uid} on netuid ${flags.netuid}, step ${base.store.lastStep()}`
      );
      await validator.run(signal);
    } finally {
      await api?.close();
      unhook?.();
      unbind();
      await operator.close();
      await close();
      await events?.close();
    }
  } finally {
    service.close();
    await base.close();
  }
}
