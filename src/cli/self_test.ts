import { errorText, utf8 } from "../base/mod.ts";
import { COMMANDS } from "./commands.ts";

/** One part of the program and whether it works on this machine. */
export interface SelfCheck {
  name: string;
  ok: boolean;
  /** What went wrong. */
  detail?: string;
}

/**
 * Tries the parts of the program that a wrong build or a foreign machine breaks: all commands load, keys sign and
 * verify, a database opens. Needs no network, no wallet and no model; touches a temporary folder only.
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
