import assert from "node:assert/strict";
import { LlmError } from "../../../src/llm/mod.ts";
import type { Device } from "../../../src/llm/local/model/devices.ts";
import { deviceCandidates } from "../../../src/llm/local/model/devices.ts";
import { type DeviceLoader, pickDevice } from "../../../src/llm/local/model/pick_device.ts";

function loader(speeds: Record<string, number | "broken" | "unloadable">) {
  const disposed: string[] = [];
  const value: DeviceLoader<string> = {
    attempt: (device) =>
      Promise.resolve({ device, ok: speeds[device.name] !== "broken", reason: "no driver" }),
    load: (device: Device) =>
      speeds[device.name] === "unloadable"
        ? Promise.reject(new Error("does not fit"))
        : Promise.resolve(device.name),
    measure: (name) => Promise.resolve(speeds[name] as number),
    dispose: (name) => Promise.resolve(void disposed.push(name)),
  };
  return { value, disposed };
}

Deno.test("auto keeps the fastest device and says what the others were", async () => {
  const notes: string[] = [];
  const { value, disposed } = loader({ "cuda:0": 9, webgpu: 4, cpu: 20 });
  const picked = await pickDevice("auto", notes, value);
  assert.equal(picked.device.name, "webgpu");
  assert.deepEqual(disposed, ["cuda:0", "cpu"]);
  assert.deepEqual(notes, [
    "cuda:0: not used, 9.0 ms per step",
    "cpu: not used, 20.0 ms per step",
    "webgpu: used, 4.0 ms per step",
  ]);
});

Deno.test("auto passes over what does not work or does not fit", async () => {
  const notes: string[] = [];
  const picked = await pickDevice(
    "auto",
    notes,
    loader({ "cuda:0": "broken", webgpu: "unloadable", cpu: 3 }).value,
  );
  assert.equal(picked.device.name, "cpu");
  assert.deepEqual(notes.slice(0, 2), ["cuda:0: not used, no driver", "webgpu: not used, does not fit"]);
});

Deno.test("a device that was named is used or refused, never replaced", async () => {
  const broken = loader({ "cuda:3": "broken", webgpu: "unloadable", cpu: 1 }).value;
  await assert.rejects(
    pickDevice("cuda:3", [], broken),
    (error) => error instanceof LlmError && error.code === "device" && error.message.includes("no driver"),
  );
  await assert.rejects(pickDevice("webgpu", [], broken), /does not fit/);
  assert.equal((await pickDevice("cpu", [], broken)).value, "cpu");
});

Deno.test("device flags are read", () => {
  assert.deepEqual(deviceCandidates("cuda").map((device) => device.name), ["cuda:0"]);
  assert.deepEqual(deviceCandidates("cuda:2")[0]!.provider, { name: "cuda", deviceId: 2 });
  assert.deepEqual(deviceCandidates().map((device) => device.name), ["cuda:0", "webgpu", "cpu"]);
  assert.throws(() => deviceCandidates("tpu"), LlmError);
});
