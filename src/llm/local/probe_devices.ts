import { errorText } from "../../base/mod.ts";
import { engineCommand, type SpawnCommand } from "./engine_command.ts";
import { type ConnectionModules, EngineConnection, EngineGone } from "./engine_connection.ts";

/** Time a device gets to answer: the first use of a GPU compiles its programs. */
const PROBE_TIMEOUT_MS = 60_000;

/** How trying a device went. */
export interface ProbedDevice {
  /** Value for `--neuron.device`. */
  name: string;
  ok: boolean;
  /** Why not. */
  reason?: string;
}

/**
 * Tries the devices of this machine with a tiny computation, each in a process of its own: a driver that crashes is an
 * answer like any other.
 * @param names devices to try. @default {["cuda:0", "webgpu", "cpu"]}
 */
export async function probeDevices(
  modules: ConnectionModules,
  names: readonly string[] = ["cuda:0", "webgpu", "cpu"],
  command: SpawnCommand = engineCommand(),
): Promise<ProbedDevice[]> {
  const probed: ProbedDevice[] = [];
  for (const name of names) {
    const connection = EngineConnection.spawn(command, modules);
    try {
      await connection.start({ role: "probe", model: "", name: "probe", device: name }, PROBE_TIMEOUT_MS);
      probed.push({ name, ok: true });
    } catch (error) {
      const reason = error instanceof EngineGone
        ? `its driver ended the process: ${error.message}`
        : errorText(error);
      probed.push({ name, ok: false, reason });
    } finally {
      await connection.close(1000);
    }
  }
  return probed;
}
