/**
 * `service`: what a service manager (systemd) is told of a neuron: ready, alive, stopping.
 * @module
 */
export { type Beats, Pulse } from "./pulse.ts";
export { type NotifySocket, openNotifySocket } from "./notify_socket.ts";
export {
  openSupervisor,
  type ServiceMember,
  type Supervisor,
  type SupervisorModules,
  type SupervisorOptions,
} from "./supervisor.ts";
