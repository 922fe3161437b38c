/** Storage, events, results and signatures in the bytes of some metadata, for {@link MiniChain}. */
import { expandMetadata, Metadata, TypeRegistry } from "@polkadot/types";
import type { GenericExtrinsic } from "@polkadot/types";
import type { StorageEntry } from "@polkadot/types/primitive/types";
import { unwrapStorageType } from "@polkadot/types/util";
import { compactAddLength } from "@polkadot/util";
import { signatureVerify } from "@polkadot/util-crypto";

/** A call as the tests look at it. */
export interface SeenCall {
  name: string;
  args: Record<string, unknown>;
  signer: string;
  nonce: number;
  era: number;
}

export class MiniCodec {
  readonly registry = new TypeRegistry();
  readonly #bytes: Uint8Array;
  readonly #metadata: Metadata;
  readonly #query: Record<string, Record<string, StorageEntry>>;
  readonly #tx: Record<string, Record<string, unknown>>;

  constructor(metadata: Uint8Array) {
    this.#bytes = metadata;
    this.#metadata = new Metadata(this.registry, `0x${metadata.toHex()}`);
    const none = { extrinsic: {}, payload: {} };
    const names = [
      "SudoTransactionExtension",
      "CheckShieldedTxValidity",
      "SubtensorTransactionExtension",
      "DrandPriority",
    ];
    const silent = Object.fromEntries(names.map((name) => [name, none]));
    this.registry.setMetadata(this.#metadata, undefined, silent);
    const expanded = expandMetadata(this.registry, this.#metadata);
    this.#query = expanded.query as never;
    this.#tx = expanded.tx as never;
  }

  /** True when the metadata has this call. Names camelCase. */
  has(pallet: string, call: string): boolean {
    return this.#tx[pallet]?.[call] !== undefined;
  }

  key(pallet: string, item: string, ...keys: unknown[]): string {
    const entry = this.#query[pallet]![item]!;
    return this.registry.createTypeUnsafe("StorageKey", [keys.length ? [entry, keys] : entry]).toHex();
  }

  /** A value as storage holds it. */
  value(pallet: string, item: string, value: unknown): string {
    const type = unwrapStorageType(this.registry, this.#query[pallet]![item]!.meta.type, false);
    return hexOf(this.registry.createTypeUnsafe(type, [value]));
  }

  /** The result of a runtime API method; null when the metadata has none of this name. */
  result(name: string, value: unknown): string | null {
    const split = name.indexOf("_");
    const api = this.#metadata.asLatest.apis.find((a) => a.name.toString() === name.slice(0, split));
    const method = api?.methods.find((m) => m.name.toString() === name.slice(split + 1));
    if (!method) return null;
    return hexOf(this.registry.createTypeUnsafe(this.registry.createLookupType(method.output), [value]));
  }

  /** Answers of the metadata API, in the one version there is. */
  metadataVersions(): string {
    return this.registry.createType("Vec<u32>", [16]).toHex();
  }

  metadata(): string {
    return `0x01${compactAddLength(this.#bytes).toHex()}`;
  }

  runtimeVersion(): { specVersion: number; transactionVersion: number } {
    const system = this.#metadata.asLatest.pallets.find((p) => p.name.toString() === "System")!;
    const constant = system.constants.find((c) => c.name.toString() === "Version")!;
    return this.registry.createType("RuntimeVersion", constant.value.toU8a(true)).toJSON() as never;
  }

  headerHash(header: Record<string, unknown>): string {
    return this.registry.createType("Header", header).hash.toHex();
  }

  extrinsic(hex: string): { extrinsic: GenericExtrinsic; call: SeenCall } {
    const extrinsic = this.registry.createType("Extrinsic", hex) as unknown as GenericExtrinsic;
    const { method, args, meta } = extrinsic.method;
    const call: SeenCall = {
      name: method,
      args: Object.fromEntries(meta.args.map((arg, i) => [arg.name.toString(), args[i]!.toJSON()])),
      signer: extrinsic.signer.toString(),
      nonce: extrinsic.nonce.toNumber(),
      era: extrinsic.era.asMortalEra.period.toNumber(),
    };
    return { extrinsic, call };
  }

  /** Checks a signature over the payload a chain with these block hashes expects. */
  isSigned(extrinsic: GenericExtrinsic, hashes: string[]): boolean {
    const birth = extrinsic.era.asMortalEra.birth(hashes.length - 1);
    const { specVersion, transactionVersion } = this.runtimeVersion();
    const payload = this.registry.createType("ExtrinsicPayload", {
      era: extrinsic.era,
      nonce: extrinsic.nonce,
      tip: 0,
      specVersion,
      transactionVersion,
      genesisHash: hashes[0]!,
      blockHash: hashes[birth] ?? hashes[0]!,
      method: extrinsic.method.toHex(),
      mode: 0,
      metadataHash: null,
    }, { version: 4 });
    const bytes = payload.toU8a({ method: true });
    const message = bytes.length > 256 ? this.registry.hash(bytes) : bytes;
    return signatureVerify(message, extrinsic.signature.toU8a(), extrinsic.signer.toString()).isValid;
  }

  /** The events of a block: one outcome per extrinsic, null = success, else the name of the error. */
  events(outcomes: (string | null)[]): string {
    const info = [4, 0, 0, 0];
    const records = outcomes.flatMap((error, index) => {
      const event = error === null ? [0, 0, ...info] : [0, 1, ...this.#dispatchError(error), ...info];
      return [0, index, 0, 0, 0, ...event, 0];
    });
    return `0x${Uint8Array.from([outcomes.length << 2, ...records]).toHex()}`;
  }

  #dispatchError(name: string): number[] {
    const pallet = this.#metadata.asLatest.pallets.find((p) => p.name.toString() === "SubtensorModule")!;
    const { lookup } = this.registry;
    const errors = lookup.getSiType(pallet.errors.unwrap().type).def.asVariant.variants;
    const variant = errors.find((v) => v.name.toString() === name);
    // 3 = Module, 2 = BadOrigin.
    return variant ? [3, pallet.index.toNumber(), variant.index.toNumber(), 0, 0, 0] : [2];
  }
}

/** SCALE bytes; an integer's own toHex is big endian. */
function hexOf(value: { toU8a(): Uint8Array }): string {
  return `0x${value.toU8a().toHex()}`;
}
