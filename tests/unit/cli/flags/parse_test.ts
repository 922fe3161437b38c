import assert from "node:assert/strict";
import fc from "fast-check";
import { CliError } from "../../../../src/cli/errors.ts";
import { choice, integer, integerItem, list, number, text, toggle } from "../../../../src/cli/flags/flags.ts";
import { parseLine } from "../../../../src/cli/flags/parse.ts";
import { environmentName, resolveFlags } from "../../../../src/cli/flags/resolve.ts";

const table = {
  "wallet.name": text({ help: "wallet", default: "default", aliases: ["wallet"] }),
  "neuron.tasks": list({ help: "tasks", default: ["qa"] }),
  uids: list<number>({ help: "uids", item: integerItem }),
  "wandb.off": toggle({ help: "off" }),
  json: toggle({ help: "json" }),
  "axon.port": integer({ help: "port", default: 8091, min: 0, max: 65535 }),
  "neuron.timeout": number({ help: "seconds", min: 0 }),
  "reward.profile": choice(["v2.3", "v2.5", "hardened"], { help: "rules", default: "v2.5" }),
};
const nothing = { config: {}, env: () => undefined, dotEnv: {} };
const values = (...args: string[]) => resolveFlags(table, parseLine(args, table), nothing).values;
const refuses = (message: RegExp, ...args: string[]) =>
  assert.throws(
    () => values(...args),
    (e: unknown) => e instanceof CliError && e.code === "usage" && message.test(e.message + " " + e.hint),
  );

Deno.test("a flag takes its value from the next word or after an equals sign", () => {
  assert.equal(values("--wallet.name", "w")["wallet.name"], "w");
  assert.equal(values("--wallet.name=w")["wallet.name"], "w");
  assert.equal(values("--axon.port=0")["axon.port"], 0);
});

Deno.test("dashed forms and aliases mean the dotted flag", () => {
  assert.equal(values("--wallet-name", "w")["wallet.name"], "w");
  assert.equal(values("--wallet", "w")["wallet.name"], "w");
});

Deno.test("toggles are strict booleans with or without a value", () => {
  assert.equal(values("--wandb.off")["wandb.off"], true);
  assert.equal(values("--wandb.off", "False")["wandb.off"], false);
  assert.equal(values("--wandb.off=no")["wandb.off"], false);
  refuses(/true or false/, "--wandb.off=maybe");
});

Deno.test("a toggle does not swallow an argument that is no boolean", () => {
  assert.deepEqual(parseLine(["--json", "17"], { json: table.json }).args, ["17"]);
});

Deno.test("lists take blanks, commas and repetition", () => {
  assert.deepEqual(values("--uids", "1", "2", "3").uids, [1, 2, 3]);
  assert.deepEqual(values("--uids", "1,2", "--uids", "3").uids, [1, 2, 3]);
  assert.deepEqual(values("--neuron.tasks", "qa math", "--json")["neuron.tasks"], ["qa", "math"]);
  refuses(/not a whole number/, "--uids", "1.5");
});

Deno.test("an unknown flag is refused and the nearest name is offered", () => {
  refuses(/--wallet\.name/, "--wallet.nam", "x");
  refuses(/unknown flag/, "--zzzzzzzzzzzz");
});

Deno.test("wrong values are refused naming flag and value", () => {
  refuses(/--axon\.port .*65535.*"70000"/, "--axon.port", "70000");
  refuses(/not a number/, "--neuron.timeout", "soon");
  refuses(/one of v2\.3/, "--reward.profile", "v9");
  refuses(/needs a value/, "--axon.port");
});

Deno.test("negative numbers are values where a flag wants a number", () => {
  const own = { port: integer({ help: "p", default: 0, min: -1 }) };
  assert.equal(resolveFlags(own, parseLine(["--port=-1"], own), nothing).values.port, -1);
  assert.equal(resolveFlags(own, parseLine(["--port", "-1"], own), nothing).values.port, -1);
});

Deno.test("everything after -- is an argument", () => {
  assert.deepEqual(parseLine(["--json", "--", "--uids"], table).args, ["--uids"]);
});

Deno.test("flag wins over config, config over environment, environment over .env, .env over default", () => {
  const layers = (over: Partial<typeof nothing>) => ({ ...nothing, ...over });
  const env = (name: string) => name === "BT_WALLET_NAME" ? "fromenv" : undefined;
  const get = (args: string[], over: object) =>
    resolveFlags(table, parseLine(args, table), layers(over) as typeof nothing);
  const all = {
    config: { "wallet.name": { value: "fromconfig", line: 1 } },
    env,
    dotEnv: { BT_WALLET_NAME: "fromdotenv" },
  };
  assert.equal(get(["--wallet.name", "fromflag"], all).values["wallet.name"], "fromflag");
  assert.equal(get([], all).values["wallet.name"], "fromconfig");
  assert.equal(get([], { ...all, config: {} }).values["wallet.name"], "fromenv");
  assert.equal(get([], { dotEnv: all.dotEnv }).values["wallet.name"], "fromdotenv");
  assert.equal(get([], {}).sources["wallet.name"], "default");
  assert.equal(environmentName("axon.external_ip"), "BT_AXON_EXTERNAL_IP");
});

Deno.test("no command line makes the parser throw anything but a usage error", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(
        fc.string(),
        fc.constantFrom(...Object.keys(table).map((n) => `--${n}`)),
      )),
      (args) => {
        try {
          values(...args);
        } catch (error) {
          assert.ok(error instanceof CliError, String(error));
        }
      },
    ),
  );
});

Deno.test("a flag that yields to another does so to a stronger place alone", () => {
  const chain = {
    network: text({ help: "network", default: "finney" }),
    endpoint: text({ help: "endpoint", yieldsTo: "network" }),
  };
  const endpoint = (args: string[], env: Record<string, string>) =>
    resolveFlags(chain, parseLine(args, chain), { ...nothing, env: (name) => env[name] }).values.endpoint;
  const inherited = { BT_ENDPOINT: "ws://old" };
  assert.equal(endpoint(["--network", "test"], inherited), undefined);
  assert.equal(endpoint([], inherited), "ws://old");
  assert.equal(endpoint([], { ...inherited, BT_NETWORK: "test" }), "ws://old");
  assert.equal(endpoint(["--network", "test", "--endpoint", "ws://new"], {}), "ws://new");
});

Deno.test("a flag that is not offered is refused with what to do in its place, and may be switched off", () => {
  const offered = { mock: toggle({ help: "mock", notOffered: "sn1 demo" }) };
  const resolve = (...args: string[]) => resolveFlags(offered, parseLine(args, offered), nothing).values.mock;
  assert.throws(
    () => resolve("--mock"),
    (e: unknown) => e instanceof CliError && e.code === "usage" && e.hint === "sn1 demo",
  );
  assert.equal(resolve("--mock", "false"), false);
});
