import { stripControl } from "../base/mod.ts";

/** Where a command writes. Results on stdout, progress on stderr; with `--json` stdout is JSON only. */
export interface Output {
  readonly json: boolean;
  /** Whether stderr is a terminal a person looks at. */
  readonly terminal: boolean;
  /** Whether colours may be used. */
  readonly color: boolean;
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
}

const encoder = new TextEncoder();

function writeAll(stream: { writeSync(data: Uint8Array): number }, text: string): void {
  let data = encoder.encode(text);
  try {
    while (data.length > 0) data = data.subarray(stream.writeSync(data));
  } catch (error) {
    // Whoever read us has seen enough (`sn1 … | head`): nobody is left to tell.
    if (error instanceof Deno.errors.BrokenPipe) Deno.exit(0);
    throw error;
  }
}

/** An {@link Output} on the given streams. */
export function createOutput(options: OutputOptions): Output {
  const stdout = options.stdout ?? ((text: string) => writeAll(Deno.stdout, text));
  const stderr = options.stderr ?? ((text: string) => writeAll(Deno.stderr, text));
  const terminal = options.terminal ?? Deno.stderr.isTerminal();
  return {
    json: options.json,
    terminal,
    color: options.color ?? (terminal && !Deno.noColor),
    columns: options.columns ?? consoleColumns(),
    line: (text = "") => options.json ? undefined : stdout(text + "\n"),
    result: (value) => options.json ? stdout(jsonText(value) + "\n") : undefined,
    note: (text) => stderr(text + "\n"),
    write: (text) => options.json ? undefined : stdout(text),
  };
}

/** JSON with BigInt as numbers where exact, else as text. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, v) => {
    if (typeof v !== "bigint") return v;
    return v <= BigInt(Number.MAX_SAFE_INTEGER) && v >= -BigInt(Number.MAX_SAFE_INTEGER)
      ? Number(v)
      : String(v);
  });
}

function consoleColumns(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 100;
  }
}

/** Styles used by tables and help; empty without colour. */
export function paint(
  output: Pick<Output, "color">,
  style: "bold" | "dim" | "green" | "red" | "yellow" | "cyan",
  text: string,
): string {
  if (!output.color) return text;
  const code = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 }[style];
  return `\u001b[${code}m${text}\u001b[0m`;
}

/** A column of {@link table}. */
export interface Column<T> {
  title: string;
  value: (row: T) => string | number;
  /** @default {"left"} */
  align?: "left" | "right";
}

/**
 * A plain table: aligned columns, two blanks between, hostile text cleaned.
 * @returns lines, the heading first
 */
export function table<T>(columns: readonly Column<T>[], rows: readonly T[]): string[] {
  const cells = rows.map((row) => columns.map((c) => stripControl(String(c.value(row)), true)));
  const widths = columns.map((c, i) => Math.max(c.title.length, ...cells.map((r) => r[i]!.length)));
  const format = (texts: readonly string[]) =>
    texts.map((t, i) => columns[i]!.align === "right" ? t.padStart(widths[i]!) : t.padEnd(widths[i]!)).join(
      "  ",
    ).trimEnd();
  return [format(columns.map((c) => c.title)), ...cells.map(format)];
}
