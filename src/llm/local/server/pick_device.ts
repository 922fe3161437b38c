import { errorText } from "../../../base/mod.ts";
import { LlmError } from "../../errors.ts";
import { type Device, deviceCandidates, tryDevice } from "./devices.ts";

/**
 * Loads something on the first device that works.
 * @param flag value of `--neuron.device`
 * @param notes gets a sentence for each device tried
 * @throws LlmError `device` when none works; what `load` throws on the last one
 */
export async function onFirstDevice<T>(
  flag: string | undefined,
  notes: string[],
  load: (device: Device) => Promise<T>,
): Promise<{ device: Device; value: T }> {
  const candidates = deviceCandidates(flag);
  let last: unknown;
  for (const device of candidates) {
    const trial = device.name === "cpu" ? { ok: true, reason: "" } : await tryDevice(device);
    if (!trial.ok) {
      notes.push(`${device.name}: not used, ${trial.reason}`);
      continue;
    }
    try {
      const value = await load(device);
      notes.push(`${device.name}: used`);
      return { device, value };
    } catch (error) {
      last = error;
      if (device.name === "cpu" || candidates.length === 1) throw error;
      notes.push(`${device.name}: not used, ${errorText(error)}`);
    }
  }
  throw new LlmError("device", notes.at(-1) ?? "no device works", {
    hint: "--neuron.device auto takes what is there; sn1 doctor shows what was tried",
    cause: last,
  });
}
