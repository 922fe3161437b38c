import { PackageError } from "../base/mod.ts";

/** Codes of {@link ProtocolError}: which part of an exchange, or `definition` of a synapse, does not follow the rules. */
export type ProtocolErrorCode = "headers" | "body" | "utf8" | "version" | "definition";

/** Error of the `protocol` package: something received, or asked to be sent, does not follow the wire protocol. */
export class ProtocolError extends PackageError<ProtocolErrorCode> {
  /** Package that raised the error. */
  override readonly package = "protocol";
}
