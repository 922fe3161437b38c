import assert from "node:assert/strict";
import fc from "fast-check";
import type { DecodedCall, UnsignedCall } from "../../../../src/chain/call_types.ts";
import { decodeCall, OFFLINE_CALLS } from "../../../../src/chain/offline/offline_calls.ts";
import {
  partsOf,
  readSignedCall,
  readUnsignedCall,
  signCall,
} from "../../../../src/chain/offline/offline_file.ts";
import { compact, encodeEra, messageOf } from "../../../../src/chain/offline/offline_payload.ts";
import { concatBytes, utf8 } from "../../../../src/base/mod.ts";
import { ChainError } from "../../../../src/chain/mod.ts";
import { ss58Encode } from "../../../../src/wallet/mod.ts";
import { full, fullPermissions } from "../../../kit/mod.ts";

const KEY = "11".repeat(32);
const ADDRESS = ss58Encode(Uint8Array.fromHex(KEY));
const REGISTER = `0x07860100${KEY}00e1f50500000000`;

function unsigned(hex = REGISTER, more: Partial<UnsignedCall> = {}): UnsignedCall {
  return {
    format: "sn1 unsigned call",
    version: 1,
    signer: ADDRESS,
    call: { ...decodeCall(hex), hex },
    chain: { network: "test", genesis: `0x${"22".repeat(32)}`, specVersion: 424, transactionVersion: 1 },
    nonce: 7,
    era: { period: 64, birth: 100, birthHash: `0x${"33".repeat(32)}`, lastBlock: 163 },
    metadataHash: null,
    fee: "123456",
    price: { then: "90000000", limit: "100000000" },
    ...more,
  };
}

function refusal(work: () => unknown): ChainError {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof ChainError, String(error));
    return error;
  }
  throw new Error("it should have been refused");
}

Deno.test("the known calls are told in words, with the limit in TAO", () => {
  const say = (hex: string) => decodeCall(hex).words;
  assert.equal(say(REGISTER), `register hotkey ${ADDRESS} on subnet 1, burning at most 0.1 TAO`);
  assert.match(say(`0x07070100${KEY}`), /burning whatever it costs then/);
  assert.equal(say(`0x100100${KEY}0900000000`), `let ${ADDRESS} act for this key as Registration proxy`);
  assert.match(say(`0x100100${KEY}0000000000`), /as Any proxy: with ALL its rights$/);
  assert.match(say(`0x100200${KEY}090a000000`), /^no longer let .* after announcements 10 blocks old$/);
  assert.match(say(`0x100b00${KEY}01`), /^pay the fees of what/);
});

Deno.test("a call that cannot be put into words is refused: unknown, cut short, with more behind it", () => {
  const transfer = `0x050300${KEY}0700e40b5402`;
  assert.match(refusal(() => decodeCall(transfer)).message, /call 3 of pallet 5 is not among those known/);
  for (
    const hex of [
      "0x0786",
      REGISTER.slice(0, -2),
      `${REGISTER}00`,
      `0x100101${KEY}0900000000`,
      `0x100100${KEY}1200000000`,
      `0x100b00${KEY}02`,
      `0x100000${KEY}0109${REGISTER.slice(2)}`,
      "0x",
    ]
  ) assert.equal(refusal(() => decodeCall(hex)).code, "unsupported", hex);
  assert.equal(refusal(() => decodeCall("register me")).code, "invalid");
});

Deno.test("bytes of strangers are told in words or refused, never misread", () => {
  const heads = OFFLINE_CALLS.map(({ index }) => Uint8Array.from(index));
  const bytes = fc.tuple(fc.constantFrom(...heads, new Uint8Array()), fc.uint8Array({ maxLength: 60 }));
  fc.assert(fc.property(bytes, ([head, rest]) => {
    const hex = `0x${head.toHex()}${rest.toHex()}`;
    let call: DecodedCall;
    try {
      call = decodeCall(hex);
    } catch (error) {
      assert.ok(error instanceof ChainError);
      return;
    }
    const known = OFFLINE_CALLS.find(({ name }) => name === call.name)!;
    const length = known.args.reduce(
      (sum, [, kind]) =>
        sum + { u16: 2, u32: 4, u64: 8, bool: 1, account: 32, address: 33, proxyType: 1 }[kind],
      2,
    );
    assert.equal(hex.length / 2 - 1, length);
    assert.ok(call.words.length > 20);
  }));
});

Deno.test("a file says what its bytes say, whatever was changed in it", () => {
  const good = unsigned();
  assert.deepEqual(readUnsignedCall(JSON.stringify(good)), good);
  const changed = (change: (file: Record<string, never> & UnsignedCall) => void) => {
    const file = structuredClone(good) as Record<string, never> & UnsignedCall;
    change(file);
    return refusal(() => readUnsignedCall(JSON.stringify(file))).message;
  };
  assert.match(changed((f) => f.call.words = "register for nothing"), /the bytes say: register hotkey/);
  assert.match(changed((f) => f.call.args.limit_price = "1"), /words and its bytes differ/);
  assert.match(changed((f) => f.call.name = "burned_register"), /words and its bytes differ/);
  assert.match(
    changed((f) => f.call.hex = f.call.hex.replace("e1f5", "ffff")),
    /burning at most 0\.1\d+ TAO/,
  );
  assert.match(changed((f) => f.price!.limit = "5"), /limit of the file and of the call differ/);
  assert.match(changed((f) => f.price = null), /price is missing/);
  assert.match(changed((f) => f.era.lastBlock = 1_000_000), /era and its last block differ/);
  assert.match(changed((f) => f.era.period = 63), /no 63 blocks/);
  assert.match(changed((f) => f.nonce = -1), /nonce/);
  assert.match(changed((f) => f.chain.genesis = "0x12"), /genesis/);
  assert.match(changed((f) => f.chain.network = "\u001b[2Jfinney"), /network/);
  assert.match(changed((f) => f.signer = ADDRESS.replace(/.$/, "1")), /signer is not an ss58 address/);
  assert.match(changed((f) => (f as { metadataHash: unknown }).metadataHash = "0x"), /metadataHash/);
  assert.match(changed((f) => (f as { version: number }).version = 2), /another version/);
  for (const text of ["", "[]", "null", "{}", "x".repeat(20_000)]) {
    assert.equal(refusal(() => readUnsignedCall(text)).code, "invalid");
  }
});

Deno.test("eras and compact numbers have the bytes of SCALE", () => {
  // 0x2600 is the era of period 128 whose phase is 2
  // (docs/spec/chain.md#9-transactions-signing-era-nonce-results).
  assert.equal(encodeEra(128, 130).toHex(), "2600");
  assert.equal(encodeEra(64, 42).toHex(), "a502");
  assert.equal(encodeEra(4, 3).toHex(), "3100");
  assert.deepEqual(
    [0, 63, 64, 16383, 16384, 2 ** 30 - 1, 2 ** 30, 2 ** 32 - 1].map((n) => compact(n).toHex()),
    [
      "00",
      "fc",
      "0101",
      "fdff",
      "02000100",
      "feffffff",
      "0300000040",
      "03ffffffff",
    ],
  );
});

full(
  "a signed file carries a signature that holds, over exactly this call, from exactly this key",
  async () => {
    const { devKey } = await import("../../../../src/wallet/mod.ts");
    const [alice, bob] = [await devKey("//Alice"), await devKey("//Bob")];
    const mine = unsigned(REGISTER, { signer: alice.ss58 });
    const signed = await signCall(mine, alice);
    assert.deepEqual(await readSignedCall(JSON.stringify(signed)), signed);
    await assert.rejects(signCall(mine, bob), /this key is 5.*, the call wants 5/);
    const refused = async (change: (file: typeof signed) => void) => {
      const file = structuredClone(signed);
      change(file);
      await assert.rejects(readSignedCall(JSON.stringify(file)), ChainError);
    };
    await refused((f) => f.nonce++);
    await refused((f) => f.signer = bob.ss58);
    await refused((f) => f.chain.specVersion++);
    await refused((f) => f.era.birthHash = f.chain.genesis);
    await refused((f) => f.signature = f.signature.replace(/.$/, (d) => d === "1" ? "2" : "1"));
    await refused((f) => f.extrinsic = f.extrinsic.replace(/.$/, (d) => d === "1" ? "2" : "1"));
    await refused((f) => f.hash = f.chain.genesis);
    await refused((f) => f.call = { ...decodeCall(`0x07070100${KEY}`), hex: `0x07070100${KEY}` });
    // Browser wallets sign wrapped texts; a chain does not take that for a signature over the call.
    const wrapped = concatBytes(utf8("<Bytes>"), messageOf(partsOf(mine)), utf8("</Bytes>"));
    const foreign = `0x${(await alice.sign(wrapped)).toHex()}`;
    await refused((f) => f.signature = foreign);
    const before = JSON.stringify(mine);
    await assert.rejects(readSignedCall(before), /not signed yet/);
    assert.match(refusal(() => readUnsignedCall(JSON.stringify(signed))).message, /signed already/);
  },
);

const folder = fullPermissions ? Deno.env.get("SN1_METADATA_DIR") : undefined;

full(
  "the numbers and arguments of the calls an offline key reads are those of the real runtimes",
  async () => {
    const { Metadata, TypeRegistry } = await import("@polkadot/types");
    const { PROXY_TYPES } = await import("../../../../src/chain/mod.ts");
    const counts: number[] = [];
    for (const spec of [165, 424]) {
      const registry = new TypeRegistry();
      registry.setSignedExtensions([]);
      const metadata = new Metadata(registry, await Deno.readFile(`${folder}/metadata-${spec}.scale`));
      registry.setMetadata(metadata);
      let found = 0;
      for (const { pallet, name, index, args } of OFFLINE_CALLS) {
        const entry = metadata.asLatest.pallets.find((one) => one.name.toString() === pallet)!;
        const calls = registry.lookup.getSiType(entry.calls.unwrap().type).def.asVariant.variants;
        const call = calls.find((one) => one.name.toString() === name);
        if (!call) continue;
        found++;
        assert.deepEqual([entry.index.toNumber(), call.index.toNumber()], [...index], `${spec} ${name}`);
        const types = { AccountId32: "account", MultiAddress: "address" } as Record<string, string>;
        assert.deepEqual(
          call.fields.map((field) => {
            const { type, lookupName } = registry.lookup.getTypeDef(field.type);
            const kind = lookupName?.endsWith("ProxyType") ? "proxyType" : types[type] ?? type;
            return [field.name.unwrap().toString(), kind];
          }),
          args.map((arg) => [...arg]),
          `${spec} ${name}`,
        );
      }
      counts.push(found);
      const kinds = registry.lookup.types.find(({ type }) =>
        type.path.at(-1)?.toString() === "ProxyType" && type.def.isVariant
      )!.type.def.asVariant.variants;
      for (const kind of kinds) {
        // Spelt otherwise before; the number means the same.
        const spelt = kind.name.toString().replace("NonFungibile", "NonFungible");
        assert.equal(PROXY_TYPES[kind.index.toNumber()], spelt, `${spec}`);
      }
    }
    assert.equal(counts[1], OFFLINE_CALLS.length);
    assert.ok(counts[0]! >= 3);
  },
  { skip: folder ? false : "SN1_METADATA_DIR names no metadata of the real runtime" },
);
