import { errorText, fromHex, toHex } from "../../base/mod.ts";
import type { ApiView } from "../apis/api.ts";
import { callApi } from "../apis/call_api.ts";
import { emitMetadata, METADATA_VERSIONS, type MetadataVersion } from "../metadata/emit.ts";
import type { Block } from "../node/block.ts";
import type { Chain } from "../node/local_chain.ts";
import { decodeExtrinsic } from "../node/extrinsic.ts";
import { invalid, PoolError } from "../node/pool_error.ts";
import { Writer } from "../scale/buffer.ts";
import type { Schema } from "../chain_schema.ts";

/** Answers of the node that need runtime and chain together; metadata is made once. */
export class NodeView {
  readonly #metadata = new Map<MetadataVersion, string>();
  #schema: Schema | null = null;

  constructor(readonly chain: Chain, readonly blockMs: number) {}

  /** Metadata in one format, `0x…`, or null for a format this chain does not speak. */
  metadata(version: number): string | null {
    const known = METADATA_VERSIONS.find((one) => one === version);
    if (!known) return null;
    // One runtime at a time: after an upgrade nobody asks for the old one.
    if (this.#schema !== this.chain.schema) this.#metadata.clear();
    this.#schema = this.chain.schema;
    let hex = this.#metadata.get(known);
    if (!hex) this.#metadata.set(known, hex = `0x${toHex(emitMetadata(this.chain.schema, known))}`);
    return hex;
  }

  /** Calls a runtime API at the state of a block. */
  call(block: Block, name: string, input: string): string {
    const { chain } = this;
    const view: ApiView = {
      schema: chain.schema,
      storage: chain.storage(block),
      block: block.number,
      blockMs: this.blockMs,
      extrinsic: (body) => decodeExtrinsic(chain.schema, withLength(body)),
      validate: (body) => this.#validate(`0x${toHex(withLength(body))}`),
      metadata: (version) => this.metadata(version),
    };
    return callApi(view, name, input);
  }

  /** `Result<ValidTransaction, TransactionValidityError>`. */
  #validate(hex: string): unknown {
    try {
      const { signed, provides } = this.chain.pool.check(hex);
      const value = {
        priority: signed.tip,
        requires: [],
        provides: [provides],
        longevity: 64n,
        propagate: true,
      };
      return { type: "Ok", value };
    } catch (error) {
      if (!(error instanceof PoolError)) throw new Error(errorText(error));
      return { type: "Err", value: { type: "Invalid", value: reason(error) } };
    }
  }
}

/** A transaction body with its length before it again: the API's argument type has taken it off. */
function withLength(body: string): Uint8Array<ArrayBuffer> {
  const bytes = fromHex(body);
  const out = new Writer();
  out.compact(BigInt(bytes.length));
  out.bytes(bytes);
  return out.finish();
}

function reason(error: PoolError): { type: string; value: unknown } {
  const custom = /^Custom error: (\d+)$/.exec(error.data ?? "");
  if (custom) return { type: "Custom", value: Number(custom[1]) };
  for (const type of ["Stale", "BadProof", "AncientBirthBlock", "Payment"] as const) {
    if (error.data === invalid(type).data) return { type, value: null };
  }
  return { type: "Call", value: null };
}
