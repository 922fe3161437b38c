import assert from "node:assert/strict";
import type { UnnumberedRecord } from "../../../neurons/validator/ask/step.ts";
import { full, until } from "../../kit/mod.ts";
import { hangs, says, withTalk } from "./talk_stage.ts";

const four = [says("one"), says("two"), says("three"), says("four")];
const turns = (records: UnnumberedRecord[]) => records.map((record) => record.miners.map((m) => m.uid));

full("every miner is asked at once, and the one that knows the answer earns the reward", async () => {
  let reference = "";
  await withTalk({ tasks: ["math"], miners: [says("nothing")] }, async (talk) => {
    reference = (await talk.forward("sum"))[0]!.task.reference;
  });
  assert.ok(Number.isFinite(Number(reference)));
  const miners = [
    says("It is ", reference),
    says("It is ", String(Number(reference) * 2 + 10)),
    says(),
    null,
  ];
  await withTalk({ tasks: ["math"], miners }, async (talk) => {
    const [record] = await talk.forward("sum");
    assert.equal(record!.task.reference, reference, "equal seeds ask alike");
    assert.deepEqual(record!.miners.map((m) => m.statusCode), [200, 200, 204, 503]);
    const [right, wrong, silent, absent] = record!.miners.map((m) => m.reward);
    assert.equal(right, 1);
    assert.ok(wrong! < right!, `${wrong}`);
    assert.deepEqual([silent, absent], [0, 0]);
    assert.equal(record!.miners[record!.best]!.uid, 1);
    assert.deepEqual(record!.prompt, { roles: ["user"], messages: [record!.challenge] });
    assert.deepEqual(
      record!.miners.map((m) => m.hotkey),
      talk.metagraph.neurons.slice(1).map((n) => n.hotkey),
    );
  });
});

full(
  "a follow-up carries the talk so far, with the best answer or the reference taken up",
  () =>
    withTalk({ tasks: ["qa"], profile: "v2.3", count: 1, miners: four }, async (talk) => {
      const seen = { best: 0, reference: 0, longest: 0 };
      for (let i = 0; i < 16; i++) {
        const records = await talk.forward(`talk ${i}`);
        seen.longest = Math.max(seen.longest, records.length);
        assert.ok(records.length >= 1 && records.length <= 3, `${records.length} turns`);
        records.forEach((record, turn) => {
          const { roles, messages } = record.prompt;
          assert.deepEqual(roles, [...Array(turn).fill(["user", "assistant"]).flat(), "user"]);
          assert.equal(messages.at(-1), record.challenge);
          if (turn === 0) return;
          const before = records[turn - 1]!;
          assert.deepEqual(messages.slice(0, -2), before.prompt.messages);
          assert.deepEqual(record.persona, before.persona);
          assert.equal(record.task.name, "qa");
          const best = before.miners[before.best]?.completion.text;
          const accepted = messages.at(-2);
          assert.ok(accepted === best || accepted === before.task.reference, String(accepted));
          seen[accepted === best ? "best" : "reference"]++;
        });
        // v2.3 asks nobody twice in one conversation.
        const asked = turns(records).flat();
        assert.equal(new Set(asked).size, asked.length);
      }
      assert.ok(seen.best > 0 && seen.reference > 0, JSON.stringify(seen));
      assert.equal(seen.longest, 3);
    }),
);

full(
  "v2.5 ends a conversation after two turns and may ask a miner again",
  () =>
    withTalk({ tasks: ["qa"], count: 3, miners: four }, async (talk) => {
      let longest = 0;
      let again = false;
      for (let i = 0; i < 8; i++) {
        const records = await talk.forward(`two ${i}`);
        longest = Math.max(longest, records.length);
        const [first = [], second = []] = turns(records);
        again ||= second.some((uid) => first.includes(uid));
      }
      assert.equal(longest, 2);
      assert.ok(again);
    }),
);

full(
  "tasks of one turn get no follow-up",
  () =>
    withTalk({ tasks: ["sentiment"], miners: [says("positive")] }, async (talk) => {
      for (let i = 0; i < 8; i++) assert.equal((await talk.forward(`once ${i}`)).length, 1);
    }),
);

full(
  "a conversation ends where nobody is left to be asked",
  () =>
    withTalk({ tasks: ["qa"], profile: "v2.3", miners: [says("only me")] }, async (talk) => {
      let ended = 0;
      for (let i = 0; i < 8; i++) {
        assert.equal((await talk.forward(`alone ${i}`)).length, 1);
        if (talk.warnings.some((w) => /no miner to ask/.test(w))) ended++;
      }
      assert.ok(ended > 0);
    }),
);

full("without a reference nobody is scored", () => {
  const empty = (real: object) =>
    Object.assign(Object.create(real), { reference: () => Promise.resolve("") });
  return withTalk({ tasks: ["qa"], questioner: empty, miners: four }, async (talk) => {
    assert.deepEqual(await talk.forward("empty"), []);
    assert.match(talk.warnings.join("\n"), /step not scored: no reference for qa/);
  });
});

full("a cancelled conversation ends at once, and every miner is left", async () => {
  let asked = 0;
  let left = 0;
  const waits = () => {
    const handler = hangs(() => asked++);
    return (request: Parameters<typeof handler>[0]) => {
      request.signal.addEventListener("abort", () => left++, { once: true });
      return handler(request);
    };
  };
  await withTalk({ tasks: ["math"], miners: [waits(), waits()], timeoutMs: 600_000 }, async (talk) => {
    const controller = new AbortController();
    const talking = talk.forward("cancelled", controller.signal);
    await until(() => asked === 2, 10_000, "two requests");
    const reason = new Error("stopped by the operator");
    controller.abort(reason);
    await assert.rejects(talking);
    assert.ok(!talk.warnings.some((w) => /once more/.test(w)), "a cancelled turn is not tried again");
    await until(() => left === 2, 10_000, "both generations ended");
  });
});

full("an abort in the second turn keeps the first", async () => {
  const controller = new AbortController();
  let requests = 0;
  const second = hangs(() => controller.abort(new Error("enough")));
  const miner: typeof second = (request) => ++requests === 1 ? says("first")(request) : second(request);
  await withTalk({ tasks: ["qa"], miners: [miner], timeoutMs: 600_000 }, async (talk) => {
    for (let i = 0; requests < 2; i++) {
      requests = 0;
      const records: UnnumberedRecord[] = [];
      const { runForward } = await import("../../../neurons/validator/ask/forward.ts");
      const { seededRandom } = await import("../../../src/base/mod.ts");
      const run = runForward(
        seededRandom(`kept ${i}`),
        talk.options,
        talk.modules,
        (record) => void records.push(record),
        controller.signal,
      );
      await run.catch(() => assert.ok(controller.signal.aborted));
      assert.equal(records.length, 1);
    }
  });
});

full("a turn that fails for our own fault is tried once more, twice it ends the conversation", async () => {
  for (const failures of [1, 2]) {
    let left = failures;
    await withTalk({
      tasks: ["math"],
      miners: [says("7")],
      signer: (real) => ({
        ss58: real.ss58,
        publicKey: real.publicKey,
        sign: (message) => left-- > 0 ? Promise.reject(new Error("device unplugged")) : real.sign(message),
      }),
    }, async (talk) => {
      if (failures === 1) assert.equal((await talk.forward("again")).length, 1);
      else await assert.rejects(talk.forward("again"), /device unplugged/);
      assert.match(talk.warnings.join("\n"), /retrying: device unplugged/);
    });
  }
});
