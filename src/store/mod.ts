export * from "./types.ts";
export * from "./errors.ts";
export { openStore } from "./store.ts";
export { readStore } from "./reader.ts";
export { KeyBook, KeyTable, type NewKey, openKeys, type StoredKey } from "./api_key_store.ts";
export { SCHEMA_VERSION } from "./schema.ts";
export { type Lock, lockHolder, takeLock } from "./lock.ts";
