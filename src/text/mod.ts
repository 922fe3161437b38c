/**
 * Text helpers without I/O: Python-compatible rendering, dates, token estimates and stop texts.
 * @module
 */
export * from "./dates.ts";
export * from "./python_text.ts";
export * from "./stop_gate.ts";
export * from "./text.ts";
export * from "./token_estimate.ts";
