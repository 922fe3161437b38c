/**
 * A chain of a few rules behind stored metadata, for faults a good chain does not have: it can refuse, forget,
 * hang, die and come back. Import dynamically: it loads the client library's codecs.
 */
import { MiniCodec, type SeenCall } from "./mini_codec.ts";

export type { SeenCall };

type Json = Record<string, unknown>;

/** What a call leads to: nothing said = success. */
export type Verdict =
  | { pool: { code: number; message: string; data?: string } }
  | { dispatch: string }
  | { status: string | Json }
  /** Taken, never put into a block. */
  | "forget"
  /** The connection breaks before the transaction is known. */
  | "vanish"
  | void;

export interface MiniOptions {
  metadata: Uint8Array;
  port?: number;
  blockMs?: number;
  genesis?: string;
  /** A method answered with an error. */
  refuses?: string;
}

export class MiniChain {
  readonly codec: MiniCodec;
  readonly seen: SeenCall[] = [];
  readonly requests: Record<string, number> = {};
  /** Decides over each transaction. */
  judge: (call: SeenCall) => Verdict = () => {};
  /** Applied when a transaction succeeds. */
  apply: (call: SeenCall) => void = () => {};
  /** Answers runtime API calls by `Api_method`. */
  readonly answers = new Map<string, (...args: number[]) => unknown>();
  /** While true no request is answered. */
  silent = false;
  /** While true no block is made. */
  frozen = false;
  readonly #state = new Map<string, string>();
  readonly #eventsAt = new Map<string, string>();
  readonly #blocks: { hash: string; header: Json; extrinsics: string[] }[] = [];
  readonly #nonces = new Map<string, number>();
  readonly #pending: {
    hex: string;
    call: SeenCall;
    error: string | null;
    notify: (status: unknown) => void;
  }[] = [];
  readonly #sockets = new Map<WebSocket, Map<string, (result: unknown) => void>>();
  readonly #options: MiniOptions;
  #server: Deno.HttpServer<Deno.NetAddr>;
  #timer: ReturnType<typeof setInterval>;
  #port: number;

  constructor(options: MiniOptions) {
    this.#options = options;
    this.codec = new MiniCodec(options.metadata);
    this.#seal([]);
    this.#server = this.#listen(options.port ?? 0);
    this.#port = this.#server.addr.port;
    this.#timer = setInterval(() => this.frozen || this.block(), options.blockMs ?? 50);
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  get height(): number {
    return this.#blocks.length - 1;
  }

  /** Writes storage. Names camelCase. */
  set(pallet: string, item: string, keys: unknown[], value: unknown): void {
    this.#state.set(this.codec.key(pallet, item, ...keys), this.codec.value(pallet, item, value));
  }

  /** Makes a block of what waits. */
  block(): void {
    const ready = this.#pending.splice(0);
    const hash = this.#seal(ready.map(({ hex }) => hex));
    for (const { call, error } of ready) if (error === null) this.apply(call);
    this.#eventsAt.set(hash, this.codec.events(ready.map(({ error }) => error)));
    for (const { notify } of ready) {
      notify({ inBlock: hash });
      notify({ finalized: hash });
    }
    for (const subscriptions of this.#sockets.values()) {
      for (const [id, send] of subscriptions) if (id.startsWith("heads")) send(this.#blocks.at(-1)!.header);
    }
  }

  /** Cuts all connections and refuses new ones until {@link MiniChain.revive}. */
  async die(): Promise<void> {
    for (const socket of this.#sockets.keys()) socket.close();
    this.#sockets.clear();
    await this.#server.shutdown();
  }

  revive(): void {
    this.#server = this.#listen(this.#port);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.die();
  }

  #listen(port: number): Deno.HttpServer<Deno.NetAddr> {
    return Deno.serve({ port, hostname: "127.0.0.1", onListen() {} }, (request) => {
      if (request.headers.get("upgrade") !== "websocket") return new Response(null, { status: 400 });
      const { socket, response } = Deno.upgradeWebSocket(request);
      this.#sockets.set(socket, new Map());
      socket.onclose = () => this.#sockets.delete(socket);
      socket.onmessage = ({ data }) => this.#serve(socket, JSON.parse(data));
      return response;
    });
  }

  #serve(socket: WebSocket, { id, method, params }: { id: number; method: string; params: never[] }): void {
    this.requests[method] = (this.requests[method] ?? 0) + 1;
    if (this.silent) return;
    const say = (message: Json) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ jsonrpc: "2.0", ...message }));
    };
    try {
      if (method === this.#options.refuses) throw { code: -32601, message: "not here" };
      say({ id, result: this.#answer(socket, say, method, params) });
    } catch (error) {
      const failure = error as { code?: number; message: string; data?: string };
      say({ id, error: { code: failure.code ?? -32000, message: failure.message, data: failure.data } });
    }
  }

  #answer(socket: WebSocket, say: (message: Json) => void, method: string, params: never[]): unknown {
    const blockOf = (hash?: string) => hash ? this.#blocks.find((b) => b.hash === hash) : this.#blocks.at(-1);
    switch (method) {
      case "rpc_methods":
        return { methods: METHODS };
      case "system_chain":
        return "mini";
      case "system_properties":
        return { ss58Format: 42, tokenDecimals: 9, tokenSymbol: "TAO" };
      case "system_health":
        return { peers: 0, isSyncing: false, shouldHavePeers: false };
      case "system_accountNextIndex":
        return this.#nonces.get(params[0]!) ?? 0;
      case "state_getRuntimeVersion":
        return this.codec.runtimeVersion();
      case "state_subscribeRuntimeVersion":
        return "version";
      case "chain_getBlockHash":
        return this.#blocks.at(params[0] ?? -1)?.hash ?? null;
      case "chain_getFinalizedHead":
        return this.#blocks.at(-1)!.hash;
      case "chain_getHeader":
        return blockOf(params[0])?.header ?? null;
      case "chain_getBlock": {
        const block = blockOf(params[0]);
        return block
          ? { block: { header: block.header, extrinsics: block.extrinsics }, justifications: null }
          : null;
      }
      case "chain_subscribeNewHead":
      case "chain_subscribeNewHeads":
        return this.#subscribe(socket, say, "heads", "chain_newHead");
      case "state_getStorage":
        return this.#read(params[0]!, params[1]);
      case "state_queryStorageAt":
        return [{
          block: this.#blocks.at(-1)!.hash,
          changes: (params[0] as unknown as string[]).map((k) => [k, this.#read(k, params[1])]),
        }];
      case "state_subscribeStorage": {
        const keys = params[0] as unknown as string[];
        const changes = keys.map((key) => [key, this.#read(key)]);
        const id = this.#subscribe(socket, say, "storage", "state_storage");
        queueMicrotask(() =>
          this.#sockets.get(socket)?.get(id)?.({ block: this.#blocks.at(-1)!.hash, changes })
        );
        return id;
      }
      case "state_call":
        return this.#call(params[0]!, params[1]!);
      case "author_submitExtrinsic":
        if (this.#pending.some(({ hex }) => hex === params[0])) {
          throw { code: 1013, message: "Transaction is already imported" };
        }
        if (this.#blocks.some(({ extrinsics }) => extrinsics.includes(params[0]!))) {
          throw { code: 1010, message: "Invalid Transaction", data: "Transaction is outdated" };
        }
        return this.#submit(socket, () => {}, params[0]!);
      case "author_submitAndWatchExtrinsic":
        return this.#submit(socket, say, params[0]!);
      default:
        return true;
    }
  }

  #subscribe(socket: WebSocket, say: (message: Json) => void, kind: string, method: string): string {
    const subscriptions = this.#sockets.get(socket)!;
    const subscription = `${kind}${subscriptions.size}`;
    subscriptions.set(subscription, (result) => say({ method, params: { subscription, result } }));
    return subscription;
  }

  #submit(socket: WebSocket, say: (message: Json) => void, hex: string): string {
    const { extrinsic, call } = this.codec.extrinsic(hex);
    this.seen.push(call);
    const verdict = this.codec.isSigned(extrinsic, this.#blocks.map((block) => block.hash))
      ? this.judge(call)
      : { pool: { code: 1010, message: "Invalid Transaction", data: "Transaction has a bad signature" } };
    if (typeof verdict === "object" && "pool" in verdict) throw verdict.pool;
    if (verdict === "vanish") {
      socket.close();
      return "gone";
    }
    const id = this.#subscribe(socket, say, "tx", "author_extrinsicUpdate");
    const notify = (status: unknown) => this.#sockets.get(socket)?.get(id)?.(status);
    this.#nonces.set(call.signer, call.nonce + 1);
    queueMicrotask(() => notify("ready"));
    if (typeof verdict === "object" && "status" in verdict) queueMicrotask(() => notify(verdict.status));
    else if (verdict !== "forget") {
      this.#pending.push({ hex, call, notify, error: typeof verdict === "object" ? verdict.dispatch : null });
    }
    return id;
  }

  #call(name: string, hex: string): string {
    if (name === "Metadata_metadata_versions") return this.codec.metadataVersions();
    if (name === "Metadata_metadata_at_version") return this.codec.metadata();
    const bytes = Uint8Array.fromHex(hex.slice(2));
    const answer = this.answers.get(name)?.(bytes[0]! + 256 * (bytes[1] ?? 0));
    const result = answer === undefined ? null : this.codec.result(name, answer);
    if (result === null) throw { code: -32000, message: `no answer for ${name}` };
    return result;
  }

  #read(key: string, at?: string): string | null {
    if (key === this.codec.key("system", "events")) {
      return this.#eventsAt.get(at ?? this.#blocks.at(-1)!.hash) ?? null;
    }
    return this.#state.get(key) ?? null;
  }

  #seal(extrinsics: string[]): string {
    const zero = `0x${"00".repeat(32)}`;
    const number = this.#blocks.length;
    const header = {
      parentHash: this.#blocks.at(-1)?.hash ?? zero,
      number: `0x${number.toString(16)}`,
      stateRoot: zero,
      extrinsicsRoot: `0x${number.toString(16).padStart(64, "0")}`,
      digest: { logs: [] },
    };
    const hash = number === 0
      ? this.#options.genesis ?? `0x${"45".repeat(32)}`
      : this.codec.headerHash(header);
    this.#blocks.push({ hash, header, extrinsics });
    return hash;
  }
}

const METHODS = [
  "author_submitAndWatchExtrinsic",
  "author_unwatchExtrinsic",
  "chain_getBlock",
  "chain_getBlockHash",
  "chain_getFinalizedHead",
  "chain_getHeader",
  "chain_subscribeNewHead",
  "chain_subscribeNewHeads",
  "chain_unsubscribeNewHead",
  "chain_unsubscribeNewHeads",
  "rpc_methods",
  "state_call",
  "state_getRuntimeVersion",
  "state_getStorage",
  "state_queryStorageAt",
  "state_subscribeRuntimeVersion",
  "state_unsubscribeRuntimeVersion",
  "state_subscribeStorage",
  "state_unsubscribeStorage",
  "system_accountNextIndex",
  "system_chain",
  "system_health",
  "system_properties",
];
