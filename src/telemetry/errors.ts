import { PackageError } from "../base/mod.ts";

/** Why the telemetry package refused something. */
export type TelemetryErrorCode = "unknown_metric" | "bad_labels" | "port_in_use" | "config";

/** Error of the `telemetry` package. */
export class TelemetryError extends PackageError<TelemetryErrorCode> {
  override readonly package = "telemetry";
}
