import type { AlarmBook } from "./alarms.ts";

/** Receives whether one listener accepts connections. */
export type ListenerReport = (alive: boolean) => void;

/**
 * Raises `listener-dead` while any listener of a neuron accepts no connections; `/health` answers 503 then.
 * @returns makes the report of one listener; `name` is what the operator reads, e.g. `axon`
 */
export function listenerAlarm(alarms: AlarmBook): (name: string) => ListenerReport {
  const dead = new Set<string>();
  return (name) => (alive) => {
    if (alive) dead.delete(name);
    else dead.add(name);
    alarms.set(dead.size > 0, {
      id: "listener-dead",
      severity: "error",
      text: `no connections are accepted by: ${[...dead].join(", ")}`,
      fix:
        "sn1 listens again by itself; if this lasts, raise the limit of open files (ulimit -n) and restart",
    });
  };
}
