import type { KeyFileCodec } from "./types.ts";

/** Not encrypted: the file is the content. */
export const plainCodec: KeyFileCodec = {
  kind: "plain",
  prefix: "",
  encrypted: false,
  decode: (file) => Promise.resolve(file),
  encode: (content) => Promise.resolve(content),
};
