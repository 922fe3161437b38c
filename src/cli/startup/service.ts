import { systemClock } from "../../base/mod.ts";
import { openSupervisor, type Supervisor } from "../../service/mod.ts";
import { quietBasics } from "./open_neuron.ts";

/**
 * Ties a neuron's process to the service manager that started it, if one did (`NOTIFY_SOCKET`, `WATCHDOG_USEC`). A
 * stop through `signal` is told at once.
 * @param members neurons in this process
 */
export async function openService(members: number, signal: AbortSignal): Promise<Supervisor> {
  const env = (name: string) => Deno.env.get(name) || undefined;
  const forUs = [undefined, String(Deno.pid)].includes(env("WATCHDOG_PID"));
  const supervisor = await openSupervisor({
    socket: env("NOTIFY_SOCKET"),
    watchdogUs: forUs ? env("WATCHDOG_USEC") : undefined,
    members,
  }, { clock: systemClock, logger: quietBasics().logger });
  const stop = () => void supervisor.stopping();
  signal.addEventListener("abort", stop, { once: true });
  return {
    ...supervisor,
    close() {
      signal.removeEventListener("abort", stop);
      supervisor.close();
    },
  };
}
