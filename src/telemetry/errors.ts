import { RoomError } from "../base/mod.ts";

/** Why the telemetry room refused something. */
export type TelemetryErrorCode = "unknown_metric" | "bad_labels" | "port_in_use" | "config";

/** Error of the `telemetry` room. */
export class TelemetryError extends RoomError<TelemetryErrorCode> {
  override readonly room = "telemetry";
}
