/**
 * Metadata for a test chain: the real runtime's where SN1_METADATA_DIR is set, else that of the localnet, which
 * encodes the same.
 */
export async function testMetadata(): Promise<Uint8Array> {
  const folder = Deno.env.get("SN1_METADATA_DIR");
  if (folder) return await Deno.readFile(`${folder}/metadata-424.scale`);
  const { emitMetadata } = await import("../../../src/localnet/metadata/emit.ts");
  const { Schema } = await import("../../../src/localnet/chain_schema.ts");
  return emitMetadata(new Schema(), 16);
}
