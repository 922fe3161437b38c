import type { Manifest } from "../../../src/release/mod.ts";
import type { ReleaseKey } from "../../../tools/release/keys.ts";
import { sealManifest, signedBytes } from "../../../src/release/mod.ts";

/** A manifest that is good in 2026 and a hundred years on. */
export function manifestOf(change: Partial<Manifest> = {}): Manifest {
  return {
    version: "2.0.0",
    channel: "stable",
    minVersion: "0.0.1",
    issued: "2025-01-01T00:00:00Z",
    expires: "2125-01-01T00:00:00Z",
    files: [{
      platform: "x86_64-unknown-linux-gnu",
      form: "compiled",
      name: "sn1-2.0.0",
      bytes: 10,
      sha256: "0".repeat(64),
    }],
    ...change,
  };
}

/** The manifest, signed. */
export async function sealed(manifest: Manifest, key: ReleaseKey): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(JSON.stringify(manifest));
  return sealManifest(bytes, [{ key: key.publicHex, signature: await key.sign(signedBytes(bytes)) }]);
}

/** What a stand-in program does. */
export interface StandIn {
  version: string;
  /** Makes `upgrade --self-test` fail. */
  broken?: boolean;
  /** Works only as long as its name ends with this. */
  worksAs?: string;
  /** Hangs for ever. */
  hangs?: boolean;
  /** Characters of ballast, so that a download takes several pieces. */
  ballast?: number;
}

/** A program that an upgrade accepts: `--version`, and `upgrade --self-test`. */
export function standIn({ version, broken, worksAs, hangs, ballast = 0 }: StandIn): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`#!/bin/sh
${hangs ? "exec sleep 600" : ""}
${worksAs ? `case "$0" in *${worksAs}) ;; *) echo "cannot start here" >&2; exit 1 ;; esac` : ""}
case "$1" in
  --version) echo ${version} ;;
  upgrade) ${broken ? "echo keys: no such instruction >&2; exit 1" : "exit 0"} ;;
esac
exit 0
${"#".repeat(ballast)}
`);
}

/** A server of one release, whose answers a test changes. */
export interface ReleaseServer {
  url: string;
  /** Requests so far: path and range. */
  seen: string[];
  /** Answers by path, before the files are looked up. */
  answers: Map<string, (request: Request) => Response | undefined>;
  files: Map<string, Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** Serves files from memory on a free port of this machine, with ranges. */
export function serveRelease(): ReleaseServer {
  const files: ReleaseServer["files"] = new Map();
  const answers: ReleaseServer["answers"] = new Map();
  const seen: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    const path = new URL(request.url).pathname;
    const range = request.headers.get("range");
    seen.push(range ? `${path} ${range}` : path);
    const special = answers.get(path)?.(request);
    if (special) return special;
    const body = files.get(path);
    if (!body) return new Response("no", { status: 404 });
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? NaN);
    if (Number.isNaN(from)) return new Response(body);
    return new Response(body.slice(from), {
      status: 206,
      headers: { "content-range": `bytes ${from}-${body.length - 1}/${body.length}` },
    });
  });
  return {
    url: `http://127.0.0.1:${(server.addr as Deno.NetAddr).port}`,
    seen,
    answers,
    files,
    close: () => server.shutdown(),
  };
}
