/** What `sn1 miner` needs for the operator's pages and alarms. */
export { AlarmBook } from "../shared/alarms.ts";
export { listenerAlarm } from "../shared/listener_alarm.ts";
export { sendAlarms } from "../shared/webhook.ts";
export { MinerPages } from "./miner_pages.ts";
export { requestEvent } from "./request_event.ts";
export { MinerWatch } from "./miner_watch.ts";
