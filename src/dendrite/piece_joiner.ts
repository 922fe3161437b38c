/**
 * Bytes that small chunks are joined to. A token has at least one byte, so a joined piece stays far below the number of
 * tokens from which the streaming penalty counts a piece (docs/spec/domain.md#57-streaming).
 */
const JOINED_BYTES = 64;

/**
 * Joins small chunks that arrive in one read of the socket, so that a server that sends its answer byte by byte does not
 * decide how often everything behind the client runs. Larger chunks and chunks of different reads stay apart.
 */
export class PieceJoiner {
  readonly #onPiece: (bytes: Uint8Array) => void;
  readonly #onError: (error: unknown) => void;
  #held = new Uint8Array(JOINED_BYTES);
  #length = 0;
  #scheduled = false;

  /** @param onError called with what `onPiece` threw */
  constructor(onPiece: (bytes: Uint8Array) => void, onError: (error: unknown) => void) {
    this.#onPiece = onPiece;
    this.#onError = onError;
  }

  /** Takes the next chunk; it is handed on before the event loop turns. */
  push(bytes: Uint8Array): void {
    try {
      if (this.#length + bytes.length > JOINED_BYTES) this.flush();
      if (bytes.length > JOINED_BYTES) return this.#onPiece(bytes);
    } catch (error) {
      return this.#onError(error);
    }
    this.#held.set(bytes, this.#length);
    this.#length += bytes.length;
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      try {
        this.flush();
      } catch (error) {
        this.#onError(error);
      }
    });
  }

  /** Hands on what is held. @throws what `onPiece` throws */
  flush(): void {
    if (this.#length === 0) return;
    const bytes = this.#held.slice(0, this.#length);
    this.#length = 0;
    this.#onPiece(bytes);
  }
}
