import type { Registration, TxReceipt } from "./receipt_types.ts";

/** What an argument of a decoded call can be; numbers above 2^53 and amounts are decimal texts. */
export type CallArgument = string | number | boolean;

/** A call in words, told from its bytes alone. */
export interface DecodedCall {
  /** As the chain names it, e.g. `SubtensorModule`. */
  pallet: string;
  /** Name of the call as the runtime has it, snake case, without the pallet. */
  name: string;
  /** Arguments by name. */
  args: Record<string, CallArgument>;
  /** One sentence for the person who signs. */
  words: string;
}

/** A call to be signed on a machine without network; the content of the file that goes there. */
export interface UnsignedCall {
  /** Identifies the kind of file. */
  format: "sn1 unsigned call";
  /** Version of the file format; another one is refused. */
  version: 1;
  /** ss58 of the key that has to sign. */
  signer: string;
  /** The decoded call and its bytes in hex. */
  call: DecodedCall & { hex: string };
  /** The chain the call is for. */
  chain: { network: string; genesis: string; specVersion: number; transactionVersion: number };
  /** Number of the signer's next transaction, which the signature covers. */
  nonce: number;
  /** The signature holds from the block after `birth` to `lastBlock`. */
  era: { period: number; birth: number; birthHash: string; lastBlock: number };
  /** Always null: the hash of the metadata is not signed (CheckMetadataHash mode 0). */
  metadataHash: null;
  /** RAO, estimated when it was built; null when the chain does not tell. */
  fee: string | null;
  /** RAO to burn when it was built, and at most; null for calls that burn nothing. Checked again before sending. */
  price: { then: string; limit: string } | null;
}

/** The same with its signature; the content of the file that comes back. */
export interface SignedCall extends Omit<UnsignedCall, "format"> {
  /** Identifies the kind of file. */
  format: "sn1 signed call";
  /** sr25519 signature of the payload, 64 bytes as hex. */
  signature: string;
  /** The transaction as nodes take it, and its hash. */
  extrinsic: string;
  /** Hash, 0x and 64 hex digits. */
  hash: string;
}

/** What became of a call that was signed elsewhere. */
export interface Submitted {
  /** True when the chain had it already and nothing was sent. */
  already: boolean;
  /** Where the transaction is on chain. */
  receipt: TxReceipt | null;
  /** For registrations. */
  registration: Registration | null;
}
