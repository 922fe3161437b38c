import { utf8 } from "../../base/mod.ts";
import { ansibleCodec } from "./ansible.ts";
import { fernetCodec } from "./fernet.ts";
import { naclCodec } from "./nacl.ts";
import { plainCodec } from "./plain.ts";
import type { KeyFileCodec } from "./types.ts";

/** Kinds of key files in the order they are tried; the last one takes whatever no prefix names. */
export const KEY_FILE_CODECS: readonly KeyFileCodec[] = [naclCodec, ansibleCodec, fernetCodec, plainCodec];

/** The codec of a stored file, by its first bytes (docs/spec/wire.md#75-encrypted-files). */
export function codecOf(file: Uint8Array): KeyFileCodec {
  return KEY_FILE_CODECS.find(({ prefix }) => utf8(prefix).every((byte, i) => file[i] === byte))!;
}
