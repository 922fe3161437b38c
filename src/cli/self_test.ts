import { errorText, fromHex, nullLogger, systemClock, toHex, utf8 } from "../base/mod.ts";
import { COMMANDS } from "./commands.ts";

/** One part of the program and whether it works on this machine. */
export interface SelfCheck {
  name: string;
  ok: boolean;
  /** What went wrong. */
  detail?: string;
}

/** Any round of the beacon will do. */
const TIMELOCK_ROUND = 77;

/**
 * Tries the parts of the program that a wrong build or a foreign machine breaks: all commands load, keys sign and
 * verify, a database opens, weights are encrypted and opened, the engine process computes. Needs no network, no wallet
 * and no model; touches a temporary folder only.
 */
export async function selfTest(): Promise<SelfCheck[]> {
  return [
    await attempt("commands", async () => {
      for (const entry of COMMANDS) await entry.load();
    }),
    await attempt("keys", async () => {
      const { devKey, ready, verify } = await import("../wallet/mod.ts");
      await ready();
      const signer = await devKey("//Alice");
      const message = utf8("self test");
      if (!verify(message, await signer.sign(message), signer.publicKey)) {
        throw new Error("a signature does not fit");
      }
    }),
    await attempt("database", async () => {
      const { openStore } = await import("../store/mod.ts");
      const folder = await Deno.makeTempDir({ prefix: "sn1-self-test-" });
      try {
        openStore(`${folder}/sn1.db`).close();
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    }),
    await attempt("timelock", async () => {
      const [{ timelockEncrypt }, { BEACON_PUBLIC_KEY, beaconTimelock }] = await Promise.all([
        import("../chain/mod.ts"),
        import("../localnet/mod.ts"),
      ]);
      const message = utf8("self test");
      const sealed = await timelockEncrypt(message, TIMELOCK_ROUND, fromHex(BEACON_PUBLIC_KEY));
      const timelock = beaconTimelock();
      await timelock.load();
      const opened = timelock.open(toHex(sealed), BigInt(TIMELOCK_ROUND));
      if (!(opened instanceof Uint8Array) || toHex(opened) !== toHex(message)) {
        throw new Error("an encrypted message did not open");
      }
    }),
    await attempt("engine", async () => {
      const { tryDevices } = await import("../llm/mod.ts");
      const [cpu] = await tryDevices(["cpu"], { clock: systemClock, logger: nullLogger });
      if (!cpu?.ok) throw new Error(cpu?.reason ?? "no answer");
    }),
  ];
}

async function attempt(name: string, work: () => Promise<void>): Promise<SelfCheck> {
  try {
    await work();
    return { name, ok: true };
  } catch (error) {
    return { name, ok: false, detail: errorText(error) };
  }
}
