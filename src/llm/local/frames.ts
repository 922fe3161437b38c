import { LlmError } from "../errors.ts";

/** Largest frame in bytes: a prompt of a few hundred thousand tokens fits, a runaway writer does not. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** One message as a frame: its length in 4 bytes (big-endian), then JSON in UTF-8. */
export function encodeFrame(message: unknown): Uint8Array<ArrayBuffer> {
  const body = encoder.encode(JSON.stringify(message));
  if (body.length > MAX_FRAME_BYTES) {
    throw new LlmError("failed", `a frame of ${body.length} bytes is larger than ${MAX_FRAME_BYTES}`);
  }
  const frame = new Uint8Array(4 + body.length);
  new DataView(frame.buffer).setUint32(0, body.length);
  frame.set(body, 4);
  return frame;
}

/** Cuts a stream of bytes into messages. Bytes are copied once or twice, however small the writes are. */
export class FrameDecoder {
  #held = new Uint8Array(0);
  #length = 0;

  /**
   * Takes the next bytes.
   * @returns the messages that are complete now
   * @throws LlmError `failed` on a length over the limit or a body that is not JSON
   */
  push(chunk: Uint8Array): unknown[] {
    // Whole frames in one write, the usual case, are read where they are.
    const bytes = this.#length > 0 ? this.#append(chunk) : chunk;
    const messages: unknown[] = [];
    let at = 0;
    while (bytes.length - at >= 4) {
      const length = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
      if (length > MAX_FRAME_BYTES) {
        throw new LlmError(
          "failed",
          `a frame of ${length} bytes is announced, at most ${MAX_FRAME_BYTES} allowed`,
        );
      }
      if (bytes.length - at - 4 < length) break;
      messages.push(parse(bytes.subarray(at + 4, at + 4 + length)));
      at += 4 + length;
    }
    if (this.#length > 0) {
      if (at > 0) this.#held.copyWithin(0, at, this.#length);
      this.#length -= at;
      // A frame of many megabytes is rare: its memory is not kept.
      if (this.#length === 0) this.#held = new Uint8Array(0);
    } else if (at < bytes.length) this.#append(bytes.subarray(at));
    return messages;
  }

  /** Adds to what is held, in memory that doubles. @returns everything that is held */
  #append(chunk: Uint8Array): Uint8Array {
    const length = this.#length + chunk.length;
    if (length > this.#held.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#held.length));
      larger.set(this.#held.subarray(0, this.#length));
      this.#held = larger;
    }
    this.#held.set(chunk, this.#length);
    this.#length = length;
    return this.#held.subarray(0, length);
  }
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(body));
  } catch (cause) {
    throw new LlmError("failed", "a frame does not hold JSON", { cause });
  }
}

/**
 * Writes frames in order. Messages given while a write is under way wait together and go out as one write, so a
 * slow reader costs memory only for what waits, and the caller can wait for {@link FrameWriter.drained}.
 */
export class FrameWriter {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #onError: (error: unknown) => void;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #pump: Promise<void> | undefined;

  /** @param onError told once when the other side is gone */
  constructor(stream: WritableStream<Uint8Array>, onError: (error: unknown) => void) {
    this.#writer = stream.getWriter();
    this.#onError = onError;
  }

  /** Bytes not yet handed to the operating system. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  send(message: unknown): void {
    const frame = encodeFrame(message);
    this.#waiting.push(frame);
    this.#waitingBytes += frame.length;
    this.#pump ??= this.#run();
  }

  /** Resolves when nothing waits. */
  async drained(): Promise<void> {
    while (this.#pump) await this.#pump;
  }

  /** Closes the stream after what waits. */
  async close(): Promise<void> {
    await this.drained();
    await this.#writer.close().catch(() => {});
  }

  async #run(): Promise<void> {
    try {
      while (this.#waiting.length) {
        const frames = this.#waiting;
        this.#waiting = [];
        const bytes = frames.length === 1 ? frames[0]! : join(frames);
        await this.#writer.write(bytes);
        this.#waitingBytes -= bytes.length;
      }
    } catch (error) {
      this.#waiting = [];
      this.#waitingBytes = 0;
      this.#onError(error);
    } finally {
      this.#pump = undefined;
    }
  }
}

function join(frames: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(frames.reduce((sum, frame) => sum + frame.length, 0));
  let at = 0;
  for (const frame of frames) {
    out.set(frame, at);
    at += frame.length;
  }
  return out;
}
