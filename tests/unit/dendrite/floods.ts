import { OK_HEAD } from "./raw_server.ts";

/** A way to make a client work without ever breaking a rule of HTTP. */
export interface Flood {
  name: string;
  /** Sent once. */
  start: string;
  /** Sent again and again until the client leaves. */
  again: string;
}

const chunks = (text: string, count: number) => `${text.length.toString(16)}\r\n${text}\r\n`.repeat(count);
const head = (extra: string) => OK_HEAD.replace("\r\n\r\n", `\r\n${extra}\r\n\r\n`);
const interim = (status: string) => `HTTP/1.1 ${status}\r\nlink: x\r\n\r\n`.repeat(500);

/** Floods that never end; each must end in 422 soon, whatever the client's deadline. */
export const FLOODS: readonly Flood[] = [
  { name: "one-byte chunks", start: OK_HEAD, again: chunks("x", 5000) },
  { name: "two-byte characters, one byte a chunk", start: OK_HEAD, again: "1\r\nx\r\n".repeat(5000) },
  { name: "chunks of blanks", start: OK_HEAD, again: chunks(" ", 5000) },
  { name: "chunks of line ends", start: OK_HEAD, again: chunks("\n", 5000) },
  { name: "chunks of 32 bytes", start: OK_HEAD, again: chunks("y".repeat(32), 1000) },
  { name: "chunks of 1 KiB", start: OK_HEAD, again: chunks("z".repeat(1024), 50) },
  { name: "chunk extensions", start: OK_HEAD, again: "1;a=b\r\nx\r\n".repeat(5000) },
  { name: "one endless chunk extension", start: OK_HEAD + "1;", again: "e".repeat(65_536) },
  { name: "an extension of quoted text", start: OK_HEAD + '1;a="', again: "q".repeat(65_536) },
  { name: "chunk lengths with leading zeros", start: OK_HEAD, again: "0".repeat(65_536) },
  { name: "trailers", start: OK_HEAD + "1\r\nx\r\n0\r\n", again: "a: b\r\n".repeat(5000) },
  { name: "one endless trailer", start: OK_HEAD + "1\r\nx\r\n0\r\na: ", again: "t".repeat(65_536) },
  { name: "103 Early Hints", start: "", again: interim("103 Early Hints") },
  { name: "100 Continue", start: "", again: interim("100 Continue") },
  { name: "102 Processing", start: "", again: interim("102 Processing") },
  { name: "199 Miscellaneous", start: "", again: interim("199 X") },
  { name: "interim answers without headers", start: "", again: "HTTP/1.1 103 X\r\n\r\n".repeat(2000) },
  { name: "blank lines before the answer", start: "", again: "\r\n".repeat(30_000) },
  { name: "headers", start: "HTTP/1.1 200 OK\r\n", again: "a: b\r\n".repeat(5000) },
  { name: "one endless header", start: "HTTP/1.1 200 OK\r\na: ", again: "h".repeat(65_536) },
  { name: "an endless header name", start: "HTTP/1.1 200 OK\r\n", again: "n".repeat(65_536) },
  { name: "an endless reason", start: "HTTP/1.1 200 ", again: "r".repeat(65_536) },
  { name: "a timeout of digits", start: "HTTP/1.1 200 OK\r\ntimeout: ", again: "1".repeat(65_536) },
  {
    name: "an endless body of known length",
    start: head("content-length: 999999999999").replace("transfer-encoding: chunked\r\n", ""),
    again: "b".repeat(65_536),
  },
];

/** Floods that refuse first: the body of a refusal is hardly read, so only the socket counts it. */
export const REFUSAL_FLOODS: readonly Flood[] = [
  {
    name: "an endless refusal",
    start: "HTTP/1.1 500 X\r\ntransfer-encoding: chunked\r\n\r\n",
    again: chunks("r".repeat(8192), 8),
  },
  {
    name: "a refusal byte by byte",
    start: "HTTP/1.1 403 X\r\ntransfer-encoding: chunked\r\n\r\n",
    again: chunks("r", 5000),
  },
];
