/** An extrinsic that made it into a block and succeeded. */
export interface TxReceipt {
  /** Hash, 0x and 64 hex digits. */
  hash: string;
  /** Block number. */
  block: number;
  /** Hash of the block. */
  blockHash: string;
}

/** What became of `Chain.register`. */
export interface Registration {
  /** Uid on the subnet. */
  uid: number;
  /** True when the hotkey already had its uid and nothing was sent. */
  already: boolean;
  /** RAO: the burn price quoted. */
  price: bigint;
  /** RAO the coldkey lost, fee included; null when nothing was paid or it cannot be told. */
  paid: bigint | null;
  /** Null when nothing was sent, or when the hotkey was found registered after its transaction got lost. */
  receipt: TxReceipt | null;
}
