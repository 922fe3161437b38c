import assert from "node:assert/strict";
import { full } from "../../kit/mod.ts";
import { END, framed, OK_HEAD, rawServer } from "./raw_server.ts";
import { aliceDendrite, askServer, PROMPT, target } from "./setup.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

full("a server that never answers ends in 408 after the timeout", async () => {
  const response = await askServer(async ({ gone }) => await gone, { timeoutMs: 300 });
  assert.equal(response.statusCode, 408);
  assert.equal(response.statusMessage, "Request timeout after 0.3 seconds");
  assert.equal(response.completion, "");
  assert.equal(response.ttftMs, null);
});

full("a server that sends one byte at a time is cut at the deadline, and what came is kept", async () => {
  const response = await askServer(async ({ write }) => {
    await write(OK_HEAD);
    for (;;) {
      await write(framed("x"));
      await pause(50);
    }
  }, { timeoutMs: 600 });
  assert.equal(response.statusCode, 408);
  assert.match(response.completion, /^x+$/);
  assert.ok(response.ttftMs !== null && response.chunks.length === response.completion.length);
});

full("a server that drips its headers is cut at the deadline", async () => {
  const response = await askServer(async ({ write }) => {
    for (const letter of OK_HEAD.repeat(10)) {
      await write(letter);
      await pause(20);
    }
  }, { timeoutMs: 400 });
  assert.equal(response.statusCode, 408);
});

full("a server that only sends interim answers is cut after a few of them", async () => {
  const response = await askServer(async ({ write }) => {
    for (;;) {
      await write("HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n");
      await pause(5);
    }
  });
  assert.equal(response.statusCode, 422);
  assert.equal(response.statusMessage, "Failed to parse response: more than 8 interim answers");
});

full("an endless body is cut at the byte limit with 422, and the connection is closed", async () => {
  let left = false;
  const response = await askServer(
    async ({ write, gone }) => {
      gone.then(() => left = true);
      await write(OK_HEAD);
      for (;;) await write(framed("y".repeat(8192)));
    },
    {},
    { maxBytes: 100_000 },
  );
  assert.equal(response.statusCode, 422);
  assert.equal(response.statusMessage, "Failed to parse response: the answer is longer than 100000 bytes");
  assert.equal(response.completion.length, 100_000);
  assert.ok(left);
});

full("a redirect is refused and not followed", async () => {
  let followed = 0;
  const elsewhere = rawServer(async ({ write }) => {
    followed++;
    await write(OK_HEAD + END);
  });
  for (const status of [301, 302, 303, 307, 308]) {
    const location = `http://127.0.0.1:${elsewhere.port}/StreamPromptingSynapse`;
    const response = await askServer(({ write }) =>
      write(
        `HTTP/1.1 ${status} Moved\r\nlocation: ${location}\r\nbt_header_axon_status_code: 200\r\ncontent-length: 0\r\n\r\n`,
      )
    );
    assert.equal(response.statusCode, 422);
    assert.equal(response.statusMessage, `Failed to parse response: redirect (${status}) refused`);
  }
  await elsewhere.close();
  assert.equal(followed, 0);
});

full("a compressed answer is refused, and none was asked for", async () => {
  const gzip = new CompressionStream("gzip");
  const bytes = new Response(new Blob(["a".repeat(100_000)]).stream().pipeThrough(gzip));
  const packed = new Uint8Array(await bytes.arrayBuffer());
  const response = await askServer(async ({ write }) => {
    await write(OK_HEAD.replace("\r\n\r\n", "\r\ncontent-encoding: gzip\r\n\r\n"));
    await write(framed(packed));
    await write(END);
  });
  assert.equal(response.statusCode, 422);
  assert.equal(response.statusMessage, "Failed to parse response: content encoding gzip refused");
  assert.equal(response.completion, "");
  assert.match(response.server.requests[0]!.head, /^accept-encoding: identity$/im);
});

full("headers over the limit are refused", async () => {
  const line = `x-padding: ${"p".repeat(4000)}\r\n`;
  const send = (lines: number) => (connection: { write(data: string): Promise<void> }) =>
    connection.write(OK_HEAD.replace("\r\n\r\n", `\r\n${line.repeat(lines)}\r\n`) + END);
  assert.equal((await askServer(send(4))).statusCode, 204);
  const response = await askServer(send(40));
  assert.equal(response.statusCode, 422);
  assert.match(response.statusMessage, /^Failed to parse response: .*header/i);
});

full("invalid UTF-8 ends in 422 and keeps what was readable", async () => {
  const response = await askServer(async ({ write }) => {
    await write(OK_HEAD);
    await write(framed("good "));
    await pause(30);
    await write(framed(new Uint8Array([0x62, 0xff, 0x64])));
    await write(END);
  });
  assert.equal(response.statusCode, 422);
  assert.equal(response.statusMessage, "Failed to parse response: the answer is not UTF-8");
  assert.equal(response.completion, "good ");
});

full("an answer that stops inside a character ends in 422", async () => {
  const response = await askServer(async ({ write }) => {
    await write(OK_HEAD);
    await write(framed(new Uint8Array([0x61, 0xc3])));
    await write(END);
  });
  assert.equal(response.statusCode, 422);
  assert.equal(response.completion, "a");
});

full("pieces cut inside characters come together", async () => {
  const text = "é€😀 日本";
  const response = await askServer(async ({ write }) => {
    await write(OK_HEAD);
    for (const byte of new TextEncoder().encode(text)) {
      await write(framed(new Uint8Array([byte])));
      await pause(2);
    }
    await write(END);
  });
  assert.equal(response.statusCode, 200);
  assert.equal(response.completion, text);
  for (const chunk of response.chunks) assert.ok(chunk.text.isWellFormed() && chunk.text !== "");
});

full("a connection that closes inside a piece ends in 400 and keeps what came", async () => {
  const response = await askServer(async ({ write }) => {
    await write(OK_HEAD);
    await write("64\r\nonly part of it");
    await pause(30);
  });
  assert.equal(response.statusCode, 400);
  assert.match(response.statusMessage, /^Payload error: /);
  assert.equal(response.completion, "only part of it");
});

full("a body that ends before its length ends in 400", async () => {
  const response = await askServer(({ write }) =>
    write(OK_HEAD.replace("transfer-encoding: chunked", "content-length: 50") + "short")
  );
  assert.equal(response.statusCode, 400);
  assert.equal(response.completion, "short");
});

full("broken chunk framing ends in 400", async () => {
  const response = await askServer(async ({ write }) => {
    await write(OK_HEAD);
    await write("zz\r\nnonsense\r\n");
    await pause(30);
  });
  assert.equal(response.statusCode, 400);
});

full("a server that closes without answering ends in 503", async () => {
  const response = await askServer(() => Promise.resolve());
  assert.equal(response.statusCode, 503);
  assert.match(response.statusMessage, /^Service disconnected: /);
});

full("something that is not HTTP ends in 422", async () => {
  const response = await askServer(({ write }) => write("SSH-2.0-OpenSSH_9.2\r\n"));
  assert.equal(response.statusCode, 422);
});

full("an upgrade to another protocol is not taken", async () => {
  const response = await askServer(({ write }) =>
    write("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n")
  );
  assert.ok(response.statusCode === 503 || response.statusCode === 422, String(response.statusCode));
  assert.equal(response.completion, "");
});

full("a 200 without the axon's own status is a failure without text", async () => {
  const response = await askServer(({ write }) => write("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"));
  assert.equal(response.statusCode, 422);
  assert.equal(response.completion, "");
});

full("an axon status that cannot be read is a failure", async () => {
  for (const value of ["2e2", "7.0", "", "99999", "-1"]) {
    const response = await askServer(({ write }) =>
      write(`HTTP/1.1 200 OK\r\nbt_header_axon_status_code: ${value}\r\ncontent-length: 5\r\n\r\nhello`)
    );
    assert.equal(response.statusCode, 422, value);
    assert.equal(response.completion, "");
  }
});

full("a refusal never becomes text, whichever of the two statuses says it", async () => {
  const both = [[403, 403, 403], [200, 403, 403], [422, 200, 422], [500, 200, 500]];
  for (const [http, header, expected] of both) {
    const response = await askServer(({ write }) =>
      write(
        `HTTP/1.1 ${http} X\r\nbt_header_axon_status_code: ${header}\r\nbt_header_axon_status_message: No  way\r\n` +
          `content-length: 20\r\n\r\n{"message":"No way"}`,
      )
    );
    assert.equal(response.statusCode, expected);
    assert.equal(response.statusMessage, "No way");
    assert.equal(response.completion, "");
    assert.deepEqual(response.chunks, []);
  }
});

full("a refusal's message is one short line without control characters", async () => {
  const body = JSON.stringify({ message: "bad\u001b[31m\nthing\u202e " + "z".repeat(2000) });
  const response = await askServer(({ write }) =>
    write(`HTTP/1.1 500 X\r\ncontent-length: ${body.length + 2}\r\n\r\n${body}`)
  );
  assert.equal(response.statusCode, 500);
  assert.match(response.statusMessage, /^bad thing z+…$/);
  assert.ok(response.statusMessage.length <= 256);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(response.statusMessage, /[\u0000-\u001f\u202e]/);
});

full("nobody listening ends in 503 in the words of the SDK", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const dendrite = await aliceDendrite();
  const [response] = await dendrite.query([target(port)], PROMPT, { timeoutMs: 5000 });
  assert.equal(response!.statusCode, 503);
  assert.equal(response!.statusMessage, `Service unavailable at 127.0.0.1:${port}/StreamPromptingSynapse`);
  await dendrite.close();
});

full("very many pieces are kept as few", async () => {
  const response = await askServer(
    async ({ write }) => {
      await write(OK_HEAD);
      for (let i = 0; i < 40; i++) {
        await write(framed(String(i % 10)));
        await pause(1);
      }
      await write(END);
    },
    {},
    { maxChunks: 4 },
  );
  assert.equal(response.statusCode, 200);
  assert.equal(response.completion, "0123456789".repeat(4));
  assert.ok(response.chunks.length <= 4);
  assert.equal(response.chunks.map((chunk) => chunk.text).join(""), response.completion);
});
