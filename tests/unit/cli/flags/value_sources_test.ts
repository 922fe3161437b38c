import assert from "node:assert/strict";
import { full } from "../../../kit/mod.ts";
import type { FlagSpec, Source } from "../../../../src/cli/flags/flags.ts";
import type { Command } from "../../../../src/cli/command.ts";

const HOME = "/home/somebody";

async function load() {
  const [{ COMMANDS }, { parseLine }, resolve] = await Promise.all([
    import("../../../../src/cli/commands.ts"),
    import("../../../../src/cli/flags/parse.ts"),
    import("../../../../src/cli/flags/resolve.ts"),
  ]);
  const commands = await Promise.all(
    COMMANDS.map(async (entry) => [entry.name, await entry.load()] as [string, Command]),
  );
  return { commands, parseLine, ...resolve };
}

/** Texts one of which every flag accepts. */
const SAMPLES = [
  "false",
  "1",
  "100",
  "24",
  "0.5",
  "finney",
  "https://example.org/x",
  "203.0.113.7",
  "203.0.113.7:8091",
  "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY:1",
  "name",
];

function sampleOf(name: string, spec: FlagSpec): string {
  if (spec.notOffered) return "false";
  const samples = [...spec.placeholder.split("|"), ...SAMPLES];
  const fits = spec.kind === "toggle"
    ? "true"
    : samples.find((text) =>
      text !== "" && text !== String(spec.default) && spec.schema.safeParse(text).success
    );
  assert.ok(fits !== undefined, `no sample for --${name}`);
  return fits;
}

/** What a flag's name and placeholder say about the places it may come from; flags to come are held to it too. */
function expected(name: string, spec: FlagSpec): readonly Source[] {
  const consent = /^(yes|overwrite|no-password|rollback|use-coldkey|confirm-.*|allow-downgrade)$/;
  if (consent.test(name)) return ["flag"];
  if (name === "config") return ["flag", "environment"];
  const secretReceiver = spec.placeholder.startsWith("URL");
  const keys = /^(wallet\.path|proxy\..*|max-price|tolerance|release-key)$/.test(name) &&
    name !== "proxy.delay";
  const file = spec.path && spec.placeholder !== "ID" &&
    !["dataset.path", "plot", "from"].includes(name);
  return secretReceiver || keys || file
    ? ["flag", "config", "environment"]
    : ["flag", "config", "environment", ".env"];
}

full(
  "every flag of every command takes a value from the places of its kind and names the others",
  async () => {
    const { commands, parseLine, resolveFlags, environmentName } = await load();
    let cases = 0;
    for (const [command, { flags }] of commands) {
      for (const [name, spec] of Object.entries(flags)) {
        const text = sampleOf(name, spec);
        for (const source of ["flag", "config", "environment", ".env"] as const) {
          const variable = environmentName(name);
          const layers = {
            config: source === "config" ? { [name]: { value: text, line: 3 } } : {},
            env: (wanted: string) => source === "environment" && wanted === variable ? text : undefined,
            dotEnv: source === ".env" ? { [variable]: text } : {},
          };
          const line = parseLine(source === "flag" ? [`--${name}=${text}`] : [], flags);
          const { sources, ignored, values, notable } = resolveFlags(flags, line, layers);
          const label = `${command} --${name} from ${source}`;
          if (expected(name, spec).includes(source)) {
            assert.equal(sources[name], source, label);
            assert.deepEqual(ignored, [], label);
            assert.equal(notable.length, spec.notable && source !== "flag" ? 1 : 0, label);
          } else {
            assert.equal(sources[name], "default", label);
            assert.deepEqual(values[name], spec.default, label);
            assert.equal(ignored.length, 1, label);
            assert.match(
              ignored[0]!.where,
              source === "config" ? /line 3 of the config file/ : RegExp(variable),
            );
            assert.match(ignored[0]!.instead, RegExp(`--${name.replace(".", "\\.")} on the command line`));
          }
          cases++;
        }
      }
    }
    assert.ok(cases > 1500, `${cases} cases`);
  },
);

full("a program or an address comes from no .env, a plain name does", async () => {
  const { commands, parseLine, resolveFlags, environmentName } = await load();
  const cases = [
    ["neuron.engine", "retrieval", "exec:/srv/x", "EXEC:/srv/x", " exec:/srv/x", "exec"],
    ["subtensor.network", "test", "ws://h:1", "h:9944", "h.example", "wss://h/x"],
  ] as const;
  let count = 0;
  for (const [, { flags }] of commands) {
    for (const [name, plain, ...refused] of cases) {
      if (!(name in flags)) continue;
      for (const text of [plain, ...refused]) {
        const dotEnv = { [environmentName(name)]: text };
        const { sources } = resolveFlags(flags, parseLine([], flags), {
          config: {},
          env: () => undefined,
          dotEnv,
        });
        assert.equal(sources[name], text === plain ? ".env" : "default", `${name} ${text}`);
        count++;
      }
    }
  }
  assert.ok(count > 30, `${count}`);
});

full("every path flag of every command expands ~ from every place, whatever default it has", async () => {
  const { commands, parseLine, resolveFlags, environmentName, acceptedSources } = await load();
  let cases = 0;
  for (const [command, { flags }] of commands) {
    for (const [name, spec] of Object.entries(flags)) {
      const wanted = /^(FILE|DIR)/.test(spec.placeholder) || spec.placeholder === "ID";
      assert.equal(spec.path ?? false, wanted, `${command} --${name} ${spec.placeholder}`);
      if (!spec.path) continue;
      const resolve = (args: string[], layers: object) =>
        resolveFlags(flags, parseLine(args, flags), {
          config: {},
          env: (variable) => variable === "HOME" ? HOME : undefined,
          dotEnv: {},
          ...layers,
        }).values[name];
      const variable = environmentName(name);
      for (
        const [text, full] of [["~/a b", `${HOME}/a b`], ["~", HOME], ["~other/x", "~other/x"], [
          "./~/x",
          "./~/x",
        ]]
      ) {
        const places: Record<string, () => unknown> = {
          flag: () => resolve([`--${name}=${text}`], {}),
          config: () => resolve([], { config: { [name]: { value: text, line: 1 } } }),
          environment: () => resolve([], { env: (wanted: string) => ({ HOME, [variable]: text })[wanted] }),
          ".env": () => resolve([], { dotEnv: { [variable]: text } }),
        };
        for (const [place, get] of Object.entries(places)) {
          if (!acceptedSources(spec, text).includes(place as Source)) continue;
          const value = spec.kind === "list" ? [full] : full;
          assert.deepEqual(get(), value, `${command} --${name} ${text} from ${place}`);
          cases++;
        }
      }
      if (typeof spec.default === "string" && spec.default.startsWith("~")) {
        assert.equal(resolve([], {}), HOME + spec.default.slice(1), name);
      }
    }
  }
  assert.ok(cases > 500, `${cases} cases`);
});

full(
  "a value of .env that is passed over leaves the weaker default, and a stronger one hides it",
  async () => {
    const { commands, parseLine, resolveFlags } = await load();
    const { flags } = commands.find(([name]) => name === "miner")![1];
    const dotEnv = { BT_OPENAI_BASE_URL: "http://evil.example/v1" };
    const layers = { config: {}, env: () => undefined, dotEnv };
    const first = resolveFlags(flags, parseLine([], flags), layers);
    assert.equal(first.values["openai.base_url"], undefined);
    assert.equal(first.ignored.length, 1);
    const second = resolveFlags(flags, parseLine(["--openai.base_url", "http://own/v1"], flags), layers);
    assert.equal(second.values["openai.base_url"], "http://own/v1");
    assert.deepEqual(second.ignored, []);
  },
);

full("the variables without a flag that .env may set are few", async () => {
  const { variableLookup, ignoredVariables, parseDotEnv } = await import(
    "../../../../src/cli/flags/dot_env.ts"
  );
  const dotEnv = parseDotEnv(
    'SN1_HUB=http://evil\nHOME=/srv/x\nexport HF_TOKEN="hf_1"\nOPENAI_API_KEY=sk # mine\nLD_PRELOAD=/x.so\n',
  );
  const look = variableLookup((name) => name === "HF_TOKEN" ? "from environment" : undefined, dotEnv);
  assert.equal(look("SN1_HUB"), undefined);
  assert.equal(look("HOME"), undefined);
  assert.equal(look("LD_PRELOAD"), undefined);
  assert.equal(look("HF_TOKEN"), "from environment");
  assert.equal(look("OPENAI_API_KEY"), "sk");
  assert.deepEqual(ignoredVariables(dotEnv).map(({ name }) => name), ["SN1_HUB", "HOME"]);
});

full("a .env file of any editor is read: line ends, quotes, comments, a byte order mark", async () => {
  const { parseDotEnv } = await import("../../../../src/cli/flags/dot_env.ts");
  const cases: [string, string | undefined][] = [
    ["A=1", "1"],
    ["\ufeffA=1", "1"],
    ["B=2\r\nA=1\r\nC=3\r\n", "1"],
    ["export A='x # y'", "x # y"],
    ['A="x" # why', "x"],
    ["A=x # why", "x"],
    ["  A = x ", "x"],
    ["A=a=b", "a=b"],
    ["A=", ""],
    ["#A=1", undefined],
    ["no line of variables", undefined],
  ];
  for (const [text, value] of cases) assert.equal(parseDotEnv(text).A, value, JSON.stringify(text));
});

full("the start note names the places and hides what an address may carry", async () => {
  const { valueNotes } = await import("../../../../src/cli/startup/value_notes.ts");
  const { commands, parseLine, resolveFlags } = await load();
  const { flags } = commands.find(([name]) => name === "validator")![1];
  const env: Record<string, string> = {
    BT_WALLET_HOTKEY: "v\u202e1",
    BT_ALERT_WEBHOOK: "https://user:secret1@hooks.example/services/secret2",
  };
  const { ignored, notable } = resolveFlags(flags, parseLine([], flags), {
    config: { netuid: { value: "61", line: 7 } },
    env: (name) => env[name],
    dotEnv: { BT_WALLET_PATH: "/srv/wallets" },
  });
  const notes = valueNotes(ignored, notable).join("\n");
  assert.match(notes, /warning: BT_WALLET_PATH in \.env is ignored/);
  assert.match(notes, /--netuid "61" from netuid in line 7 of the config file/);
  assert.match(notes, /--alert\.webhook "hooks\.example" from environment variable BT_ALERT_WEBHOOK/);
  assert.doesNotMatch(notes, /secret|\u202e/);
  assert.deepEqual(valueNotes([], []), []);
});
