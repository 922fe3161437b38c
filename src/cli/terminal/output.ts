import { errorText } from "../../base/mod.ts";
import { CliError } from "../errors.ts";
import { type Column, table } from "./text_table.ts";

export { type Column, table };

/** Where a command writes. Results on stdout, progress on stderr; with `--json` stdout is JSON only. */
export interface Output {
  readonly json: boolean;
  /** Whether stderr is a terminal a person looks at. */
  readonly terminal: boolean;
  /** Whether colors may be used: only where stdout too is a terminal, since most of them stand in results. */
  readonly color: boolean;
  /** Characters a result's line may have: the width of the terminal, unset when stdout is a file or a pipe. */
  readonly fit: number | undefined;
  /** Width of the terminal in columns. */
  readonly columns: number;
  /** A line for people on stdout; nothing with `--json`. */
  line(text?: string): void;
  /** The result as JSON (one document, or one line of a stream). Only written with `--json`. */
  result(value: unknown): void;
  /** A remark on stderr. */
  note(text: string): void;
  /** Text as it comes, on stdout, for people. */
  write(text: string): void;
}

/** Options of {@link createOutput}; the defaults are the process's own streams. */
export interface OutputOptions {
  json: boolean;
  stdout?: (text: string) => void;
  stderr?: (text: string) => void;
  terminal?: boolean;
  color?: boolean;
  columns?: number;
  /** Whether stdout is a terminal. */
  page?: boolean;
}

const encoder = new TextEncoder();

/** A stream of this process. */
type Stream = { writeSync(data: Uint8Array): number };

function writeAll(stream: Stream, text: string): void {
  let data = encoder.encode(text);
  while (data.length > 0) data = data.subarray(stream.writeSync(data));
}

/**
 * Writes to stdout.
 * @throws CliError `output` when it cannot be written: a full disk, or `closed` when its reader has gone
 */
export function writeStdout(text: string, stream: Stream = Deno.stdout): void {
  try {
    writeAll(stream, text);
  } catch (error) {
    const closed = error instanceof Deno.errors.BrokenPipe;
    throw new CliError(closed ? "closed" : "output", `cannot write to standard output: ${errorText(error)}`, {
      hint: "free space there, or send the output elsewhere",
      cause: error,
    });
  }
}

/** Writes to stderr if that is possible: what is said there is never worth a failure. */
export function writeStderr(text: string, stream: Stream = Deno.stderr): void {
  try {
    writeAll(stream, text);
  } catch { /* its reader has gone, or its disk is full */ }
}

/** An {@link Output} on the given streams. */
export function createOutput(options: OutputOptions): Output {
  const stdout = options.stdout ?? ((text: string) => writeStdout(text));
  const stderr = options.stderr ?? ((text: string) => writeStderr(text));
  const terminal = options.terminal ?? Deno.stderr.isTerminal();
  const page = options.page ?? Deno.stdout.isTerminal();
  const columns = options.columns ?? consoleColumns();
  return {
    json: options.json,
    terminal,
    color: options.color ?? (terminal && page && !Deno.noColor),
    columns,
    fit: page ? columns : undefined,
    line: (text = "") => options.json ? undefined : stdout(text + "\n"),
    result: (value) => options.json ? stdout(jsonText(value) + "\n") : undefined,
    note: (text) => stderr(text + "\n"),
    write: (text) => options.json ? undefined : stdout(text),
  };
}

/** What a terminal may act on although JSON allows it raw: C1 controls, DEL, and marks that turn the direction of text. */
const TERMINAL_MARKS = /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * JSON with BigInt as numbers where exact, else as text. Characters that a terminal may act on are written as `\uXXXX`,
 * so that every reader still gets the same texts.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, (_key, v) => {
    if (typeof v !== "bigint") return v;
    return v <= BigInt(Number.MAX_SAFE_INTEGER) && v >= -BigInt(Number.MAX_SAFE_INTEGER)
      ? Number(v)
      : String(v);
  });
  // Outside of strings JSON has none of them. undefined is no document, and stays so.
  return text?.replace(TERMINAL_MARKS, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function consoleColumns(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 100;
  }
}

/** Styles used by tables and help; empty without color. */
export function paint(
  output: Pick<Output, "color">,
  style: "bold" | "dim" | "green" | "red" | "yellow" | "cyan",
  text: string,
): string {
  if (!output.color) return text;
  const code = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 }[style];
  return `\u001b[${code}m${text}\u001b[0m`;
}

/** Prints a table on stdout: fitted to the terminal where there is one, whole in files and pipes. */
export function printTable<T>(
  out: Output,
  columns: readonly Column<T>[],
  rows: readonly T[],
  indent = "",
): void {
  const [heading, ...lines] = table(
    columns,
    rows,
    out.fit === undefined ? undefined : out.fit - indent.length,
  );
  out.line(indent + paint(out, "bold", heading!));
  for (const line of lines) out.line(indent + line);
}
