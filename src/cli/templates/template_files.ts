import datasetPlugin from "./plugin/dataset.ts.txt" with { type: "text" };
import datasetTest from "./plugin/dataset_test.ts.txt" with { type: "text" };
import enginePlugin from "./plugin/engine.ts.txt" with { type: "text" };
import engineTest from "./plugin/engine_test.ts.txt" with { type: "text" };
import rewardPlugin from "./plugin/reward.ts.txt" with { type: "text" };
import rewardTest from "./plugin/reward_test.ts.txt" with { type: "text" };
import taskPlugin from "./plugin/task.ts.txt" with { type: "text" };
import taskTest from "./plugin/task_test.ts.txt" with { type: "text" };
import subnetMain from "./subnet/main.ts.txt" with { type: "text" };
import subnetMiner from "./subnet/miner.ts.txt" with { type: "text" };
import subnetReward from "./subnet/reward.ts.txt" with { type: "text" };
import subnetTest from "./subnet/subnet_test.ts.txt" with { type: "text" };
import subnetSynapse from "./subnet/synapse.ts.txt" with { type: "text" };
import subnetValidator from "./subnet/validator.ts.txt" with { type: "text" };

/** Files of each kind that `sn1 new` writes, without the configuration. */
export const TEMPLATES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  task: { "plugin.ts": taskPlugin, "plugin_test.ts": taskTest },
  reward: { "plugin.ts": rewardPlugin, "plugin_test.ts": rewardTest },
  dataset: { "plugin.ts": datasetPlugin, "plugin_test.ts": datasetTest },
  engine: { "plugin.ts": enginePlugin, "plugin_test.ts": engineTest },
  subnet: {
    "synapse.ts": subnetSynapse,
    "reward.ts": subnetReward,
    "miner.ts": subnetMiner,
    "validator.ts": subnetValidator,
    "main.ts": subnetMain,
    "subnet_test.ts": subnetTest,
  },
};

/**
 * The `deno.json` beside the files.
 * @param version of this program, which is that of the package
 * @param checkout folder of the project, when the program runs from its source: the package is taken from there
 */
export function templateConfig(version: string, checkout: string | null): string {
  const config = {
    imports: { "@sn1/sdk": `jsr:@sn1/sdk@^${version}`, zod: "npm:zod@^4" },
    tasks: { test: "deno test", start: "deno run -A main.ts" },
    fmt: { lineWidth: 110 },
    unstable: ["net", "no-legacy-abort"],
    ...(checkout ? { links: [checkout] } : {}),
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
