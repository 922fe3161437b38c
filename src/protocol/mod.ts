/**
 * `protocol`: the rules of the wire as pure functions, from values to values. No I/O.
 * @module
 */
export * from "./types.ts";
export * from "./errors.ts";
export * from "./printable.ts";
export * from "./python_repr.ts";
export * from "./python_float.ts";
export * from "./body_hash.ts";
export * from "./versions.ts";
export * from "./signature_text.ts";
export * from "./header_text.ts";
export * from "./parse_headers.ts";
export * from "./build_headers.ts";
export * from "./body.ts";
export {
  type BodyHashMatch,
  type CompletionSchema,
  defineSynapse,
  type ObjectSchema,
  type SchemaInput,
  type SchemaOutput,
  type Synapse,
  type SynapseDefinition,
} from "./synapse.ts";
export { MAX_MESSAGES, PING_SYNAPSE, PROMPT_SYNAPSE } from "./prompt_synapse.ts";
export { type FieldSchema, type PythonType } from "./python_literals.ts";
export * from "./utf8.ts";
export * from "./axon_nonce_rule.ts";
export type { NonceChange } from "./monotonic_nonces.ts";
