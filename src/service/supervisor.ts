import { type Clock, errorText, type Logger } from "../base/mod.ts";
import { type NotifySocket, openNotifySocket } from "./notify_socket.ts";
import { type Beats, Pulse } from "./pulse.ts";

/** One neuron of the process. */
export interface ServiceMember {
  readonly pulse: Beats;
  /** It does its work from now on. @param status gives one line for `systemctl status`, asked at each beat */
  ready(status: () => string): Promise<void>;
}

/** What the service manager is told of this process. */
export interface Supervisor {
  /** A neuron that must be ready before the service is. @param name told apart in the status */
  member(name: string): ServiceMember;
  /** The process begins to end. */
  stopping(): Promise<void>;
  close(): void;
}

/** Options of {@link openSupervisor}. */
export interface SupervisorOptions {
  /** `NOTIFY_SOCKET`; unset = nobody listens. */
  socket: string | undefined;
  /** `WATCHDOG_USEC`; unset = no watchdog. */
  watchdogUs: string | undefined;
  /** Neurons in this process. */
  members: number;
}

/** What a supervisor works with. */
export interface SupervisorModules {
  clock: Clock;
  logger: Logger;
  /** @default {openNotifySocket} */
  open?: (path: string) => Promise<NotifySocket>;
}

/** Beats per watchdog period. */
const BEATS = 3;

/** Status lines are refreshed at this pace where there is no watchdog, ms. */
const STATUS_MS = 30_000;

/**
 * Speaks sd_notify(3): `READY=1` when all neurons are ready, `WATCHDOG=1` as long as **every loop of every neuron**
 * beats in its time, `STATUS=` in one line, `STOPPING=1` at the end. With no `NOTIFY_SOCKET` only the pulse is kept.
 * Whatever goes wrong with the socket is logged once and never stops a neuron.
 */
export async function openSupervisor(
  options: SupervisorOptions,
  modules: SupervisorModules,
): Promise<Supervisor> {
  const { clock, logger } = modules;
  const pulse = new Pulse(clock);
  let socket: NotifySocket | null = null;
  let complained = false;
  const complain = (error: unknown) => {
    if (!complained) {
      logger.warn(`the service manager cannot be told how this process is: ${errorText(error)}`);
    }
    complained = true;
  };
  if (options.socket) {
    socket = await (modules.open ?? openNotifySocket)(options.socket).catch((error) => {
      complain(error);
      return null;
    });
  }
  const tell = async (...assignments: string[]) => await socket?.send(...assignments).catch(complain);
  const watchdogMs = Number(options.watchdogUs ?? 0) / 1000;
  const statuses = new Map<string, () => string>();
  let cancel: (() => void) | null = null;
  let stopped = false;

  const status = () => {
    const late = pulse.late().map(({ name, lateMs }) =>
      `${name} silent for ${Math.round(lateMs / 1000)} s too long`
    );
    return late.length > 0
      ? `STUCK: ${late.join(", ")}`
      : [...statuses.values()].map((line) => line()).join(" · ");
  };
  const beat = async () => {
    const alive = pulse.late().length === 0;
    if (!alive) logger.error(`no sign of life for the watchdog: ${status()}`);
    await tell(...(alive && watchdogMs > 0 ? ["WATCHDOG=1"] : []), `STATUS=${status()}`);
    if (!stopped) cancel = clock.after(watchdogMs > 0 ? watchdogMs / BEATS : STATUS_MS, () => void beat());
  };
  return {
    member: (name) => ({
      pulse: pulse.member(name),
      async ready(line) {
        statuses.set(name, line);
        if (statuses.size < options.members || !socket || cancel) return;
        await tell("READY=1", `STATUS=${status()}`);
        await beat();
      },
    }),
    async stopping() {
      stopped = true;
      cancel?.();
      await tell("STOPPING=1", "STATUS=stopping: work in flight may end");
    },
    close() {
      stopped = true;
      cancel?.();
      socket?.close();
      socket = null;
    },
  };
}
