import assert from "node:assert/strict";
import { full } from "../kit/mod.ts";
import { withSubnet } from "../kit/subnet.ts";

full(
  "the miner of docs/stream-miner.md runs as the page says and answers from its notes",
  () =>
    withSubnet({ wallets: ["val", "me"] }, async (subnet) => {
      const page = await Deno.readTextFile(new URL("../../docs/stream-miner.md", import.meta.url));
      const [, code] = page.match(/```ts\n([^]*?)```/)!;
      const [, notes] = page.match(/^printf '([^']*)'/m)!;
      const [, command] = page.match(/--neuron\.engine '(exec:deno [^']*)'/)!;
      const withThisDeno = command!.replace("exec:deno", `exec:"${Deno.execPath()}"`);
      await Deno.writeTextFile(`${subnet.home}/notes_engine.ts`, code!);
      await Deno.writeTextFile(`${subnet.home}/notes.txt`, notes!.replaceAll("\\n", "\n"));
      const registered = await subnet.run(["register", "--wallet.name=me", "--yes"]);
      assert.equal(registered.code, 0, registered.stderr);
      const miner = subnet.start(
        ["miner", "--wallet.name=me", "--axon.port=0", `--neuron.engine=${withThisDeno}`],
        { env: { SN1_ENGINE_NOTES: `${subnet.home}/notes.txt` } },
      );
      await miner.waitFor(/engine exec ready: 2 notes/, "stderr");
      await miner.waitFor(/announced/, "stderr");
      const [, question] = page.match(/--message '([^']*)'/)!;
      const asked = await subnet.run([
        "query",
        "--wallet.name=val",
        "--uids=1",
        `--message=${question}`,
        "--json",
      ]);
      assert.equal(asked.code, 0, asked.stderr);
      const answer = JSON.parse(asked.stdout);
      assert.deepEqual([answer.status, answer.completion], [
        200,
        "The lighthouse of Sandhaven was lit in 1871.",
      ]);
    }),
);
