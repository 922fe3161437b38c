/** A miner's engine of one's own: answers with the note that shares most words with the question. */
type Message = { role: string; content: string };

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const aborted = new Set<number>();
const path = Deno.env.get("SN1_ENGINE_NOTES");
const notes = path ? (await Deno.readTextFile(path)).split("\n").filter((line) => line.trim() !== "") : [];

/** One frame: four bytes of length, then JSON. */
function send(message: unknown): void {
  const body = encoder.encode(JSON.stringify(message));
  const frame = new Uint8Array(4 + body.length);
  new DataView(frame.buffer).setUint32(0, body.length);
  frame.set(body, 4);
  for (let at = 0; at < frame.length;) at += Deno.stdout.writeSync(frame.subarray(at));
}

/** What the program sends, until it closes our input. */
async function* received() {
  let rest = new Uint8Array();
  for await (const chunk of Deno.stdin.readable) {
    const joined = new Uint8Array(rest.length + chunk.length);
    joined.set(rest);
    joined.set(chunk, rest.length);
    rest = joined;
    while (rest.length >= 4) {
      const end = 4 + new DataView(rest.buffer, rest.byteOffset).getUint32(0);
      if (rest.length < end) break;
      yield JSON.parse(decoder.decode(rest.subarray(4, end)));
      rest = rest.subarray(end);
    }
  }
}

const wordsOf = (text: string) => new Set(text.toLowerCase().match(/\p{L}{4,}|\d+/gu) ?? []);

/** The pieces of an answer: put your own model here. */
async function* answer(messages: readonly Message[]): AsyncIterable<string> {
  const question = messages.at(-1)?.content ?? "";
  const asked = wordsOf(question);
  const common = (note: string) => wordsOf(note).intersection(asked).size;
  const best = notes.toSorted((a, b) => common(b) - common(a))[0];
  const text = best && common(best) > 0
    ? best
    : `I have no note on this: ${question.slice(0, 400).toWellFormed()}`;
  for (const piece of text.match(/\S+\s*/g) ?? []) {
    yield piece;
    // Lets the next message be read: it may be an abort of this very answer.
    await new Promise((resolve) => setTimeout(resolve));
  }
}

async function generate(
  id: number,
  { messages, maxTokens = 256 }: { messages: Message[]; maxTokens?: number },
) {
  let reason = "stop";
  let tokens = 0;
  for await (const piece of answer(messages)) {
    if (aborted.has(id)) reason = "aborted";
    else if (tokens === maxTokens) reason = "length";
    if (reason !== "stop") break;
    send({ type: "text", items: [[id, piece]] });
    tokens++;
  }
  aborted.delete(id);
  send({ type: "end", id, reason, tokens });
}

for await (const message of received()) {
  const { type, id } = message;
  if (type === "start") {
    const info = { model: `${notes.length} notes`, device: "none", contextTokens: 100_000, parallel: 64 };
    send({ type: "ready", info });
  } else if (type === "generate") {
    generate(id, message.request).catch((error) =>
      send({ type: "error", id, code: "failed", message: String(error) })
    );
  } else if (type === "abort") aborted.add(id);
  else if (type === "count") send({ type: "result", id, value: message.text.match(/\S+/g)?.length ?? 0 });
  else if (type === "ping") send({ type: "result", id, value: "pong" });
}
