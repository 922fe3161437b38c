/** What `sn1 validator` needs for the operator's pages and alarms. */
export { AlarmBook } from "../../shared/alarms.ts";
export { listenerAlarm } from "../../shared/listener_alarm.ts";
export { sendAlarms } from "../../shared/webhook.ts";
export { stepEvent } from "./step_event.ts";
export { ValidatorPages } from "./validator_pages.ts";
