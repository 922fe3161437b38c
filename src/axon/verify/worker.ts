/** One signature to check. */
export interface Check {
  message: Uint8Array;
  /** 64 bytes. */
  signature: Uint8Array;
  /** 32 bytes. */
  publicKey: Uint8Array;
}

/** The end of a worker that its owner holds; the checks of one message are answered by one message, in order. */
export interface VerifyWorker {
  /** Sends checks; {@link VerifyWorker.onverdicts} follows once per call. */
  send(checks: readonly Check[]): void;
  /** Called with one verdict per check. */
  onverdicts: (verdicts: readonly boolean[]) => void;
  /** Called when the worker cannot go on. */
  onfailure: (reason: string) => void;
  stop(): void;
}

const LENGTH_BYTES = 2;
const SIGNATURE_BYTES = 64;
const KEY_BYTES = 32;

/** Checks behind one another: length of the message, message, signature, key. */
function pack(checks: readonly Check[]): Uint8Array<ArrayBuffer> {
  const fixed = LENGTH_BYTES + SIGNATURE_BYTES + KEY_BYTES;
  const bytes = new Uint8Array(checks.reduce((sum, { message }) => sum + fixed + message.length, 0));
  let at = 0;
  for (const { message, signature, publicKey } of checks) {
    bytes[at] = message.length & 0xff;
    bytes[at + 1] = message.length >> 8;
    bytes.set(message, at += LENGTH_BYTES);
    bytes.set(signature, at += message.length);
    bytes.set(publicKey, at += SIGNATURE_BYTES);
    at += KEY_BYTES;
  }
  return bytes;
}

/** What the worker's program uses of its global scope. */
interface Scope {
  onmessage: (event: { data: WebAssembly.Module | Uint8Array }) => void;
  postMessage(message: unknown, transfer: Transferable[]): void;
}

/** What it uses of the library. */
interface Library {
  memory: WebAssembly.Memory;
  __wbindgen_malloc(bytes: number): number;
  ext_sr_verify(...pointersAndLengths: number[]): number;
}

/**
 * The worker's whole program. Its text is what the worker runs, so it refers to nothing outside of itself: no module
 * has to be found again by a compiled or bundled program. The first message is the library.
 */
function program(scope: Scope): void {
  let library: Library | undefined;
  const give = (bytes: Uint8Array): [number, number] => {
    const at = library!.__wbindgen_malloc(bytes.length);
    new Uint8Array(library!.memory.buffer).set(bytes, at);
    return [at, bytes.length];
  };
  scope.onmessage = ({ data }) => {
    if (data instanceof WebAssembly.Module) {
      // What the library may ask of its host is randomness for making signatures, which is not done here.
      const none = () => {
        throw new Error("the library asked for something that a check does not need");
      };
      const imports = WebAssembly.Module.imports(data).map(({ name }) => [name, none]);
      library = new WebAssembly.Instance(data, { wbg: Object.fromEntries(imports) })
        .exports as unknown as Library;
      return;
    }
    const verdicts: number[] = [];
    for (let at = 0; at < data.length;) {
      const message = at + 2;
      const signature = message + data[at]! + (data[at + 1]! << 8);
      const key = signature + 64;
      at = key + 32;
      verdicts.push(
        library!.ext_sr_verify(
          ...give(data.subarray(signature, key)),
          ...give(data.subarray(message, signature)),
          ...give(data.subarray(key, at)),
        ),
      );
    }
    const answer = Uint8Array.from(verdicts);
    scope.postMessage(answer, [answer.buffer]);
  };
}

/** Starts a worker. @param library what `sr25519Module()` of the wallet gives */
export function startVerifyWorker(library: WebAssembly.Module): VerifyWorker {
  const url = `data:text/javascript,${encodeURIComponent(`(${program})(self)`)}`;
  const worker = new Worker(url, { type: "module", name: "verify" });
  const self: VerifyWorker = {
    onverdicts: () => {},
    onfailure: () => {},
    send(checks) {
      const bytes = pack(checks);
      worker.postMessage(bytes, [bytes.buffer]);
    },
    stop: () => worker.terminate(),
  };
  worker.onmessage = ({ data }: MessageEvent<Uint8Array>) => self.onverdicts(Array.from(data, Boolean));
  worker.onmessageerror = () => self.onfailure("an answer could not be read");
  worker.onerror = (event) => {
    // Not handled, it would end the whole program.
    event.preventDefault();
    self.onfailure(event.message);
  };
  worker.postMessage(library);
  return self;
}
