import assert from "node:assert/strict";
import { PYTHON_COMMANDS, PYTHON_FLAGS, type Role } from "../../../tools/docs/migration.data.ts";
import { full } from "../../kit/mod.ts";

const root = new URL("../../../", import.meta.url).pathname;

/**
 * Every flag in the tables of docs/spec/wire.md#81-flags-of-the-sdk and
 * docs/spec/domain.md#9-configuration-flags, by who takes it there.
 */
const SPECIFIED: Readonly<Record<Role | "both", string>> = {
  both: `wallet.name wallet.hotkey wallet.path subtensor.network subtensor.chain_endpoint subtensor._mock
    axon.port axon.ip axon.external_port axon.external_ip axon.max_workers priority.max_workers priority.maxsize
    logging.debug logging.trace logging.info logging.record_log logging.logging_dir
    logging.enable_third_party_loggers config strict no_version_checking no_prompt
    netuid neuron.device neuron.gpus neuron.llm_max_allowed_memory_in_gb neuron.epoch_length mock
    neuron.events_retention_size neuron.dont_save_events neuron.log_full no_background_thread
    wandb.off wandb.offline wandb.notes wandb.project_name wandb.entity neuron.name neuron.model_id
    neuron.max_tokens`,
  validator: `neuron.tasks neuron.task_p neuron.timeout neuron.num_concurrent_forwards neuron.sample_size
    neuron.disable_set_weights neuron.moving_average_alpha neuron.decay_alpha neuron.axon_off
    neuron.vpermit_tao_limit neuron.query_unique_coldkeys neuron.query_unique_ips neuron.forward_max_time`,
  miner:
    `neuron.load_in_8bit neuron.load_in_4bit blacklist.force_validator_permit blacklist.allow_non_registered
    neuron.system_prompt neuron.temperature neuron.top_k neuron.top_p neuron.stop_on_forward_exception
    neuron.should_force_model_loading wandb.on neuron.streaming_batch_size neuron.phrase`,
};

Deno.test("the migration page has every flag of the Python neurons once for each neuron, and no other", () => {
  const wanted = (["miner", "validator"] as const).flatMap((role) =>
    `${SPECIFIED.both} ${SPECIFIED[role]}`.split(/\s+/).map((flag) => `${role} ${flag}`)
  );
  const listed = PYTHON_FLAGS.flatMap(({ flag, roles }) => roles.map((role) => `${role} ${flag}`));
  assert.deepEqual(listed.toSorted(), wanted.toSorted());
});

full(
  "each flag of the migration page is taken, taken without effect, or refused, as the page says",
  async () => {
    const [{ checkLine, loadCommands }, { defaultHere, remark }] = await Promise.all([
      import("../../../tools/docs/check_line.ts"),
      import("../../../tools/docs/migration_page.ts"),
    ]);
    const commands = await loadCommands();
    for (const entry of PYTHON_FLAGS) {
      for (const role of entry.roles) {
        const { command } = commands.get(role)!;
        const words = entry.sample === "" ? [`--${entry.flag}`] : [`--${entry.flag}=${entry.sample}`];
        const problem = await checkLine([role, ...words], commands);
        const spec = command.flags[entry.flag];
        const where = `sn1 ${role} ${words.join(" ")}`;
        if (entry.fate === "refused") {
          // The parser refuses what it does not know, the command what it knows and does not offer.
          assert.ok(problem !== null || /not offered/.test(spec!.help), `${where} is taken`);
          assert.ok(entry.note, `${entry.flag}: a refusal wants a reason`);
          continue;
        }
        assert.equal(problem, null, where);
        const idle = spec!.hidden === true && /^(?:no effect|accepted|not offered|never)/.test(spec!.help);
        assert.equal(idle, entry.fate === "no effect", `${where}: ${spec!.help}`);
        if (entry.fate === "no effect") assert.ok(remark(entry, spec).length > 5, `${entry.flag}: why?`);
        else if (defaultHere(spec) !== entry.python) {
          assert.ok(entry.note ?? entry.flag === "neuron.tasks", `${where}: the default differs`);
        }
      }
    }
    assert.ok(PYTHON_COMMANDS.length > 5);
  },
);

full("generated pages are what the program says now", async () => {
  const { GENERATED, stalePages } = await import("../../../tools/docs/generated.ts");
  assert.ok(Object.keys(GENERATED).length >= 2);
  const stale = await stalePages(root);
  assert.deepEqual([...stale.keys()], [], "deno task flags writes them anew");
});

full("docs/README.md leads to every page", async () => {
  const index = await Deno.readTextFile(`${root}docs/README.md`);
  for await (const { name } of Deno.readDir(`${root}docs`)) {
    if (name.endsWith(".md") && name !== "README.md") {
      assert.ok(index.includes(`](${name})`), `no link to ${name}`);
    }
  }
});
