import { errorText } from "../../../base/mod.ts";
import { LlmError } from "../../errors.ts";
import { ElementType, GraphBuilder } from "../onnx/graph.ts";

/** A place where models can run. */
export interface Device {
  /** `cpu`, `webgpu`, `cuda:0`. */
  name: string;
  /** What ONNX Runtime calls it. */
  provider: string | { name: string; deviceId: number };
}

/** Result of trying a device. */
export interface DeviceTrial {
  device: Device;
  ok: boolean;
  /** Why not. */
  reason?: string;
}

/**
 * Reads `--neuron.device`.
 * @returns the devices to try, best guess first
 * @throws LlmError `config`
 */
export function deviceCandidates(flag = "auto"): Device[] {
  const cpu: Device = { name: "cpu", provider: "cpu" };
  const webgpu: Device = { name: "webgpu", provider: "webgpu" };
  const cuda = (id: number): Device => ({ name: `cuda:${id}`, provider: { name: "cuda", deviceId: id } });
  if (flag === "auto") return [cuda(0), webgpu, cpu];
  if (flag === "cpu") return [cpu];
  if (flag === "webgpu") return [webgpu];
  const card = /^cuda(?::(\d+))?$/.exec(flag);
  if (card) return [cuda(Number(card[1] ?? 0))];
  throw new LlmError("config", `unknown device "${flag}"`, {
    hint: "one of auto, cpu, webgpu, cuda, cuda:N",
  });
}

/** A model of one addition, to learn whether a device works before a large one is loaded. */
function probeModel(): Uint8Array<ArrayBuffer> {
  const g = new GraphBuilder();
  g.input("x", ElementType.float32, [4]);
  g.op("Add", ["x", "x"], {}, { outputs: ["y"] });
  g.output("y", ElementType.float32, [4]);
  return g.finish("probe");
}

/** Tries a device with a tiny model. */
export async function tryDevice(device: Device): Promise<DeviceTrial> {
  try {
    const { InferenceSession, Tensor } = await import("onnxruntime-node");
    const session = await InferenceSession.create(probeModel(), {
      executionProviders: [device.provider] as never,
      logSeverityLevel: 4,
    });
    const out = await session.run({ x: new Tensor("float32", Float32Array.of(1, 2, 3, 4), [4]) });
    const right = (out.y?.data as Float32Array)[3] === 8;
    await session.release();
    return right ? { device, ok: true } : { device, ok: false, reason: "it computes wrong numbers" };
  } catch (error) {
    return { device, ok: false, reason: plainReason(errorText(error)) };
  }
}

/** The first sentence of a native error, without its source positions. */
function plainReason(text: string): string {
  return text.replace(/^.*?(Failed to load library|No supported adapters)/, "$1").replace(
    /\S+\.(cc|h):\d+\s*/g,
    "",
  )
    .slice(0, 200);
}
