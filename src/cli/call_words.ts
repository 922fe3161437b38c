import { NETWORKS, type SignedCall, taoText, type UnsignedCall } from "../chain/mod.ts";

/** Name of a network by what a signature really binds to: its genesis hash. */
export function networkWords({ network, genesis }: UnsignedCall["chain"]): string {
  const known = NETWORKS.find((one) => one.genesis === genesis);
  if (known) return `${known.name} (genesis ${genesis.slice(0, 10)}…)`;
  return `the network with genesis ${genesis}, which the file calls ${network}`;
}

/** Whether a call burns for a place on finney netuid 1, which no longer asks this protocol. */
export function isLegacy({ call, chain }: Pick<UnsignedCall, "call" | "chain">): boolean {
  const finney = NETWORKS.find(({ name }) => name === "finney")?.genesis;
  return call.pallet === "SubtensorModule" && call.args.netuid === 1 && chain.genesis === finney;
}

/** A call line by line, for the person who signs or sends it. */
export function callLines(call: UnsignedCall | SignedCall): string[] {
  const { pallet, name, args, words } = call.call;
  const lines = [
    words,
    `  call     ${pallet}.${name}(${
      Object.entries(args).map(([key, value]) => `${key} ${value}`).join(", ")
    })`,
    `  signer   ${call.signer}, nonce ${call.nonce}`,
    `  network  ${networkWords(call.chain)}, spec ${call.chain.specVersion}`,
    `  valid    to block ${call.era.lastBlock} (from ${call.era.birth})`,
  ];
  if (call.price) {
    lines.push(
      `  price    ${taoText(BigInt(call.price.then))} when it was built, at most ${
        taoText(BigInt(call.price.limit))
      }`,
    );
  }
  if (call.fee !== null) lines.push(`  fee      about ${taoText(BigInt(call.fee))}`);
  return lines;
}

/** The file as it is written. */
export function callText(call: UnsignedCall | SignedCall): string {
  return JSON.stringify(call, null, 2) + "\n";
}
