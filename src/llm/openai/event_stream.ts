/** Characters of one event that are held before the stream counts as broken. */
export const MAX_EVENT_CHARS = 4_194_304;

/** One event of a server-sent event stream. */
export interface StreamEvent {
  /**
   * `data` as the standard has it; `error` for the non-standard field `error: {…}` of llama.cpp builds of 2025;
   * `line` for a line that is no field at all, e.g. a JSON document sent without `data:`.
   */
  kind: "data" | "error" | "line";
  text: string;
}

/** The server sent something that is not an event stream. */
export class EventStreamError extends Error {
  override readonly name = "EventStreamError";
}

/**
 * Splits a text stream into server-sent events. Comments, empty events and unknown fields are dropped, as the standard
 * says; an `event:` name is ignored, because servers put the same data under any name. Events that miss the empty line
 * between them are separated when the text so far is a whole JSON document.
 */
export class EventStreamDecoder {
  #rest = "";
  #data: string[] = [];
  #held = 0;
  #first = true;

  /**
   * Takes the next text of the stream.
   * @param text decoded characters, cut anywhere
   * @returns the events that are complete now
   * @throws EventStreamError when one line or event exceeds {@link MAX_EVENT_CHARS}
   */
  push(text: string): StreamEvent[] {
    const events: StreamEvent[] = [];
    let from = 0;
    for (let at = text.search(/[\r\n]/); at >= 0;) {
      const line = this.#rest + text.slice(from, at);
      this.#rest = "";
      this.#line(line, events);
      // A "\r\n" cut between two texts yields one empty line more, which ends an event that has ended already.
      from = at + (text.startsWith("\r\n", at) ? 2 : 1);
      const next = text.slice(from).search(/[\r\n]/);
      at = next < 0 ? -1 : from + next;
    }
    this.#rest += text.slice(from);
    if (this.#rest.length + this.#held > MAX_EVENT_CHARS) {
      throw new EventStreamError(`an event of more than ${MAX_EVENT_CHARS} characters`);
    }
    return events;
  }

  /** The events that the end of the stream completes: servers forget the last empty line. */
  end(): StreamEvent[] {
    const events: StreamEvent[] = [];
    if (this.#rest !== "") this.#line(this.#rest, events);
    this.#rest = "";
    this.#emit(events);
    return events;
  }

  #line(raw: string, events: StreamEvent[]): void {
    const line = this.#first ? raw.replace(/^\ufeff/, "") : raw;
    this.#first = false;
    if (line === "") return this.#emit(events);
    if (line.startsWith(":")) return;
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") {
      // The standard joins lines of data; servers that write one document per line mean separate events.
      if (this.#data.length === 1 && isDocument(this.#data[0]!)) this.#emit(events);
      this.#data.push(value);
      this.#held += value.length + 1;
    } else if (field === "error") {
      this.#emit(events);
      events.push({ kind: "error", text: value });
    } else if (!/^(event|id|retry)$/.test(field)) {
      this.#emit(events);
      events.push({ kind: "line", text: line });
    }
  }

  #emit(events: StreamEvent[]): void {
    const text = this.#data.join("\n");
    this.#data = [];
    this.#held = 0;
    if (text.trim() !== "") events.push({ kind: "data", text });
  }
}

function isDocument(text: string): boolean {
  if (text.trim() === "[DONE]") return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
