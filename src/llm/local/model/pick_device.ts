import { errorText } from "../../../base/mod.ts";
import { LlmError } from "../../errors.ts";
import { type Device, deviceCandidates, type DeviceTrial, tryDevice } from "./devices.ts";

/** How something is loaded on a device, and how devices are compared. */
export interface DeviceLoader<T> {
  load(device: Device): Promise<T>;
  /** Milliseconds of one typical piece of work; without it the first device that works is kept. */
  measure?(loaded: T): Promise<number>;
  /** Gives up what was loaded on a device that lost. */
  dispose?(loaded: T): Promise<void>;
  /** Tries a device before anything large is loaded on it. @default {a tiny model} */
  attempt?(device: Device): Promise<DeviceTrial>;
}

/**
 * Loads something on the device that the flag names. `auto` tries what is there; when several devices work, each is
 * measured and the fastest is kept.
 * @param flag value of `--neuron.device`
 * @param notes gets a sentence for each device tried
 * @throws LlmError `device` when none works; what `load` throws on the only one
 */
export async function pickDevice<T>(
  flag: string | undefined,
  notes: string[],
  loader: DeviceLoader<T>,
): Promise<{ device: Device; value: T }> {
  const { attempt = tryDevice } = loader;
  const candidates = deviceCandidates(flag);
  const working: Device[] = [];
  for (const device of candidates) {
    const trial = device.name === "cpu" ? { ok: true, reason: "" } : await attempt(device);
    if (trial.ok) working.push(device);
    else notes.push(`${device.name}: not used, ${trial.reason}`);
  }
  let best: { device: Device; value: T; ms: number } | undefined;
  let last: unknown;
  for (const device of working) {
    try {
      const value = await loader.load(device);
      const alone = working.length === 1 || !loader.measure;
      const ms = alone ? 0 : await loader.measure!(value);
      if (best && ms >= best.ms) {
        notes.push(`${device.name}: not used, ${ms.toFixed(1)} ms per step`);
        await loader.dispose?.(value);
      } else {
        if (best) {
          notes.push(`${best.device.name}: not used, ${best.ms.toFixed(1)} ms per step`);
          await loader.dispose?.(best.value);
        }
        best = { device, value, ms };
      }
      if (alone) break;
    } catch (error) {
      last = error;
      if (candidates.length === 1) throw error;
      notes.push(`${device.name}: not used, ${errorText(error)}`);
    }
  }
  if (!best) {
    // A model that cannot be loaded anywhere is a broken model, not a broken device.
    if (last instanceof LlmError) throw last;
    throw new LlmError("device", notes.at(-1) ?? "no device works", {
      hint: "--neuron.device auto takes what is there; sn1 doctor shows what was tried",
      cause: last,
    });
  }
  notes.push(`${best.device.name}: used${best.ms ? `, ${best.ms.toFixed(1)} ms per step` : ""}`);
  return { device: best.device, value: best.value };
}
