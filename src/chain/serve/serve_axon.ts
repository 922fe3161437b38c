import type { ApiPromise } from "@polkadot/api";
import { AXON_PROTOCOL, type AxonEntry, serveCall } from "../calls.ts";
import { field, subtensor, toBigInt, toNumber, unwrap } from "../read/codec.ts";
import type { ChainCore } from "../core.ts";
import { ChainError } from "../errors.ts";
import { ipToNumber } from "../ip_number.ts";
import { readBlock, readUid } from "../read/reads.ts";
import type { Served, ServeRequest } from "../types.ts";

/**
 * Announces where a hotkey serves. Nothing is sent when the chain already says the same.
 * @throws ChainError `not_registered`, `rate_limited` with the blocks to wait, `invalid`, else the chain's reason
 */
export async function serveAxon(core: ChainCore, request: ServeRequest): Promise<Served> {
  const { netuid, signer } = request;
  const entry = toEntry(request);
  const present = await core.read("axon", (api) => readServing(api, netuid, signer.ss58));
  if (present.uid === null) {
    throw new ChainError("not_registered", `hotkey ${signer.ss58} is not registered on subnet ${netuid}`, {
      hint: "sn1 register gets the hotkey a uid",
    });
  }
  if (present.axon && isSame(present.axon, entry)) return { changed: false, receipt: null };
  if (present.blocksToWait > 0) {
    throw new ChainError(
      "rate_limited",
      `the axon was announced at block ${present.axon?.block}; the next change is possible in ${present.blocksToWait} blocks`,
      {
        hint: "the old entry stays until then; the subnet limits this by ServingRateLimit",
        data: { blocksLeft: present.blocksToWait, name: "ServingRateLimitExceeded" },
      },
    );
  }
  return {
    changed: true,
    receipt: await core.send(serveCall(netuid, entry), signer, { since: present.block }),
  };
}

/**
 * The request in the chain's numbers.
 * @throws ChainError `invalid`
 */
export function toEntry(request: Pick<ServeRequest, "ip" | "port" | "version">): AxonEntry {
  const { ipType, number } = ipToNumber(request.ip);
  if (!(Number.isInteger(request.port) && request.port >= 1 && request.port <= 65_535)) {
    throw new ChainError("invalid", `port ${request.port} cannot be announced`, {
      hint: "set --axon.external_port to a port from 1 to 65535",
    });
  }
  return { version: request.version, ip: number, port: request.port, ipType };
}

interface StoredAxon extends AxonEntry {
  block: number;
  protocol: number;
  placeholders: number;
}

interface Serving {
  uid: number | null;
  axon: StoredAxon | null;
  blocksToWait: number;
  /** Block of the state that was read. */
  block: number;
}

async function readServing(api: ApiPromise, netuid: number, hotkey: string): Promise<Serving> {
  const [uid, stored, limit, block] = await Promise.all([
    readUid(api, netuid, hotkey),
    subtensor(api, "axons", netuid, hotkey),
    subtensor(api, "servingRateLimit", netuid),
    readBlock(api),
  ]);
  const value = unwrap(stored);
  if (!value) return { uid, axon: null, blocksToWait: 0, block };
  const number = (name: string) => toNumber(field(value, name));
  const axon: StoredAxon = {
    block: number("block"),
    version: number("version"),
    ip: toBigInt(field(value, "ip")),
    port: number("port"),
    ipType: number("ipType") === 6 ? 6 : 4,
    protocol: number("protocol"),
    placeholders: number("placeholder1") + number("placeholder2"),
  };
  // The transaction lands in the next block at the earliest.
  const blocksToWait = axon.block === 0 ? 0 : Math.max(0, axon.block + toNumber(limit) - (block + 1));
  return { uid, axon, blocksToWait, block };
}

function isSame(stored: StoredAxon, entry: AxonEntry): boolean {
  return stored.version === entry.version && stored.ip === entry.ip && stored.port === entry.port &&
    stored.ipType === entry.ipType && stored.protocol === AXON_PROTOCOL && stored.placeholders === 0;
}
