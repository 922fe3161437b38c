import { freshSeed, nullLogger, nullMetrics, seededRandom, systemClock } from "../../base/mod.ts";
import { stripControl } from "../../text/mod.ts";
import type { DoctorModules, DoctorOptions, Finding, Severity } from "../../../neurons/mod.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";
import { choice, integer, list, number, text } from "../flags/flags.ts";
import {
  axonFlags,
  chainFlags,
  engineFlag,
  engineFlags,
  generalFlags,
  loggingFlags,
  modelOptions,
  walletFlags,
} from "../flags/groups.ts";
import { liveBlock } from "../terminal/live_region.ts";
import { chainEndpoint, homeFolder, openChain } from "../startup/open_neuron.ts";
import { paint } from "../terminal/output.ts";

/** How long to listen for a block when comparing clocks: a little more than finney takes for one. */
const LISTEN_MS = 14_000;

const flags = {
  ...walletFlags,
  ...chainFlags,
  ...axonFlags,
  "neuron.engine": engineFlag("engine that will be used: local, openai, retrieval, exec:CMD, …"),
  ...engineFlags,
  "neuron.name": text({ help: "name of the folder for database and logs", placeholder: "NAME" }),
  "neuron.tasks": list({ help: "validator: tasks to ask", defaultText: "all seven", placeholder: "TASK …" }),
  "reward.model_id": text({
    help: "validator: embedding model of the relevance reward",
    default: "WhereIsAI/UAE-Large-V1",
    ...modelOptions,
  }),
  "neuron.version_key": integer({ help: "validator: sent with weights [by profile]", min: 0 }),
  "neuron.vpermit_tao_limit": number({
    help: "stake above which validators do not ask, TAO",
    default: 4096,
    min: 0,
  }),
  "reward.profile": choice(["v2.3", "v2.5", "hardened"], {
    help: "validator: rules of scoring",
    default: "v2.5",
  }),
  "logging.logging_dir": loggingFlags["logging.logging_dir"],
  "logging.lock_dir": loggingFlags["logging.lock_dir"],
  ...generalFlags,
};

type Context = CommandContext<typeof flags>;

export default defineCommand({
  flags,
  usage: "[miner|validator]",
  description:
    "Looks at everything a neuron needs before it is started, or registered: keys, chain, clock, registration, " +
    "address, engine, disk. Give the flags you will start it with. Changes nothing. The worst comes first, each with " +
    "the flag or command that mends it. Exit 1 when something will not work.",
  examples: [
    "sn1 doctor miner --netuid 61 --network test --wallet.name me --wallet.hotkey miner1",
    "sn1 doctor validator --network local --neuron.engine retrieval --json",
  ],
  run: doctor,
});

async function doctor({ flags, args, out, env, signal }: Context): Promise<number> {
  const role = args[0] ?? "miner";
  if (args.length > 1 || (role !== "miner" && role !== "validator")) {
    throw new CliError("usage", `"${args.join(" ")}" is neither miner nor validator`, {
      hint: "sn1 doctor miner",
    });
  }
  const [{ examine }, { CHECKS }] = await Promise.all([
    import("../../../neurons/doctor/doctor.ts"),
    import("../../../neurons/doctor/checks/check_table.ts"),
  ]);
  const live = liveBlock(out);
  const total = CHECKS.filter((check) => !check.role || check.role === role).length;
  let done = 0;
  const draw = () => live.draw([`checking … ${done} of ${total}`]);
  draw();
  const { ok, checks } = await examine(
    await doctorOptions(flags, role, env),
    await doctorModules(flags, env),
    signal,
    () => {
      done++;
      draw();
    },
  ).finally(() => live.clear());
  out.result({ ok, checks });
  const skipped = checks.filter(({ evidence }) => evidence.startsWith("not checked"));
  for (const finding of checks) if (!skipped.includes(finding)) show(finding, out);
  if (skipped.length > 0) {
    out.line(`\nnot checked until the above is mended: ${skipped.map(({ id }) => id).join(", ")}`);
  }
  const count = (severity: Severity) => checks.filter((check) => check.severity === severity).length;
  out.line(
    `\n${count("error")} errors, ${count("warn")} warnings, ${count("info")} remarks, ${count("ok")} fine`,
  );
  return ok ? EXIT.ok : EXIT.failure;
}

const MARKS: Readonly<Record<Severity, readonly [mark: string, style: "red" | "yellow" | "cyan" | "green"]>> =
  {
    error: ["✗", "red"],
    warn: ["!", "yellow"],
    info: ["·", "cyan"],
    ok: ["✓", "green"],
  };

function show({ id, severity, evidence, fix }: Finding, out: Context["out"]): void {
  const [mark, style] = MARKS[severity];
  out.line(`${paint(out, style, mark)} ${id.padEnd(22)} ${stripControl(evidence, true)}`);
  if (fix) out.line(`  ${" ".repeat(22)} ${paint(out, "bold", `→ ${stripControl(fix, true)}`)}`);
}

async function doctorOptions(
  flags: Context["flags"],
  role: DoctorOptions["role"],
  env: Context["env"],
): Promise<DoctorOptions> {
  const [{ lockFolders, neuronFolder }, { PROFILES }, { DEFAULT_TASKS, taskShares }] = await Promise.all([
    import("../../../neurons/mod.ts"),
    import("../../../rewards/mod.ts"),
    import("../../../tasks/mod.ts"),
  ]);
  const home = homeFolder(env);
  return {
    role,
    netuid: flags.netuid,
    network: chainEndpoint(flags),
    fallbacks: flags["chain.fallback_endpoints"],
    wallet: { path: flags["wallet.path"], name: flags["wallet.name"], hotkey: flags["wallet.hotkey"] },
    folder: neuronFolder({
      loggingDir: flags["logging.logging_dir"],
      walletName: flags["wallet.name"],
      hotkeyName: flags["wallet.hotkey"],
      netuid: flags.netuid,
      neuronName: flags["neuron.name"] ?? role,
    }, home),
    lockFolders: lockFolders({
      lockDir: flags["logging.lock_dir"],
      loggingDir: flags["logging.logging_dir"],
    }, home),
    axon: {
      port: flags["axon.port"],
      host: flags["axon.ip"].replace(/^\[(.*)\]$/, "$1"),
      externalIp: flags["axon.external_ip"],
      externalPort: flags["axon.external_port"],
    },
    engine: {
      name: flags["neuron.engine"],
      modelId: flags["neuron.model_id"],
      device: flags["neuron.device"],
      dtype: flags["neuron.dtype"],
      baseUrl: flags["openai.base_url"],
      datasetPath: flags["dataset.path"],
    },
    tasks: taskShares(flags["neuron.tasks"].length > 0 ? flags["neuron.tasks"] : DEFAULT_TASKS)
      .map(({ name }) => name),
    rewardModelId: flags["reward.model_id"],
    versionKey: flags["neuron.version_key"] ?? PROFILES[flags["reward.profile"]].versionKey,
    profile: flags["reward.profile"],
    vpermitTaoLimit: flags["neuron.vpermit_tao_limit"],
  };
}

async function doctorModules(flags: Context["flags"], env: Context["env"]): Promise<DoctorModules> {
  const [
    { externalIp, timelockEncrypt },
    { environmentPasswords, firstOf, passwordFile },
    { thisHost },
    { probeEndpoint },
  ] = await Promise.all([
    import("../../chain/mod.ts"),
    import("../../wallet/mod.ts"),
    import("../../../neurons/doctor/host.ts"),
    import("../../../neurons/doctor/probe_endpoint.ts"),
  ]);
  const file = flags["password-file"];
  const environment = environmentPasswords(Deno.env.toObject());
  return {
    clock: systemClock,
    host: thisHost,
    connect: () =>
      openChain(flags, { logger: nullLogger, metrics: nullMetrics, random: seededRandom(freshSeed()) }),
    probe: (endpoint, signal) => probeEndpoint(endpoint, LISTEN_MS, systemClock, signal),
    askExternalIp: (signal) => externalIp({ fetch, clock: systemClock, signal }),
    encrypt: timelockEncrypt,
    passwords: file ? firstOf(passwordFile(file), environment) : environment,
    findModel: (id) =>
      id ? Promise.resolve(id) : Promise.reject(new CliError("config", "no model is named and none is here")),
    fetch,
    env,
  };
}
