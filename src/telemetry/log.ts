import {
  configureSync,
  getLogger,
  type LogLevel as LibraryLevel,
  type LogRecord,
  type Sink,
} from "@logtape/logtape";
import { type Clock, type LogFields, type Logger, type LogLevel, utf8 } from "../base/mod.ts";
import { formatHuman, formatJson, type LogEvent } from "./log_format.ts";
import { RotatingFile, type RotatingFileOptions } from "./rotating_file.ts";

/** Options of {@link createLog}. */
export interface LogOptions {
  clock: Clock;
  /** Least important level that is written. @default {"info"} */
  level?: LogLevel;
  /** Lines for people instead of JSON lines. @default {whether stderr is a terminal} */
  human?: boolean;
  /** Colors in lines for people. @default {a terminal without NO_COLOR} */
  color?: boolean;
  /** Where lines go, each with its newline. @default {stderr} */
  write?: (text: string) => void;
  /** Also write JSON lines to this file (`--logging.record_log`). */
  file?: RotatingFileOptions;
}

/** A log that is open. */
export interface Log {
  readonly logger: Logger;
  /** Changes the least important level that is written. */
  setLevel(level: LogLevel): void;
  /** Ends it: later lines go nowhere. */
  close(): void;
}

/** The switches `--logging.info`, `--logging.debug`, `--logging.trace`; the most talkative wins. */
export interface LogSwitches {
  info?: boolean;
  debug?: boolean;
  trace?: boolean;
}

/** Level that the logging switches ask for. */
export function logLevel(switches: LogSwitches): LogLevel {
  return switches.trace ? "trace" : switches.debug ? "debug" : "info";
}

const LIBRARY_LEVEL: Record<LogLevel, LibraryLevel> = {
  trace: "trace",
  debug: "debug",
  info: "info",
  warn: "warning",
  error: "error",
};

/**
 * The library keeps one configuration per process, while a demo or a test has several logs: each open log is one
 * category of that configuration, which is rebuilt when a log opens, closes or changes its level.
 */
const open = new Map<string, { sink: Sink; level: LogLevel }>();
let opened = 0;

function configure(): void {
  const names = [...open.keys()];
  configureSync({
    reset: true,
    sinks: Object.fromEntries(names.map((name) => [name, open.get(name)!.sink])),
    loggers: [
      { category: ["logtape", "meta"], sinks: [], lowestLevel: "error" },
      ...names.map((name) => ({
        category: ["sn1", name],
        sinks: [name],
        lowestLevel: LIBRARY_LEVEL[open.get(name)!.level],
      })),
    ],
  });
}

/**
 * Opens a log: lines for people on a terminal, JSON lines otherwise, both to stderr; secrets and control
 * characters are taken out of everything.
 */
export function createLog(options: LogOptions): Log {
  const human = options.human ?? Deno.stderr.isTerminal();
  const color = options.color ?? (human && !Deno.noColor);
  const write = options.write ?? writeStderr;
  const name = String(++opened);
  const entry = { level: options.level ?? "info" as LogLevel, sink: (_: LogRecord) => {} };
  const stacks = () => entry.level === "debug" || entry.level === "trace";
  const file = options.file && new RotatingFile(options.file, options.clock, (message) => {
    write(format({ timeMs: options.clock.now(), level: "warn", message, fields: {} }) + "\n");
  });
  const format = (event: LogEvent) =>
    human ? formatHuman(event, { color, stacks: stacks() }) : formatJson(event, { stacks: stacks() });

  entry.sink = (record) => {
    const event: LogEvent = {
      timeMs: options.clock.now(),
      level: record.level === "warning" ? "warn" : record.level === "fatal" ? "error" : record.level,
      message: record.message.join(""),
      fields: record.properties,
    };
    write(format(event) + "\n");
    file?.write(formatJson(event, { stacks: stacks() }));
  };
  open.set(name, entry);
  configure();
  return {
    logger: wrap(getLogger(["sn1", name])),
    setLevel(level) {
      entry.level = level;
      if (open.has(name)) configure();
    },
    close() {
      if (open.delete(name)) configure();
      file?.close();
    },
  };
}

function wrap(library: ReturnType<typeof getLogger>): Logger {
  // Braces are placeholders to the library; messages may hold strangers' text, so they are doubled.
  const plain = (message: string) => message.replace(/[{}]/g, "$&$&");
  const none: LogFields = {};
  return {
    trace: (message, fields) => library.trace(plain(message), fields ?? none),
    debug: (message, fields) => library.debug(plain(message), fields ?? none),
    info: (message, fields) => library.info(plain(message), fields ?? none),
    warn: (message, fields) => library.warn(plain(message), fields ?? none),
    error: (message, fields) => library.error(plain(message), fields ?? none),
    with: (fields) => wrap(library.with(fields)),
  };
}

function writeStderr(text: string): void {
  const bytes = utf8(text);
  try {
    for (let at = 0; at < bytes.length;) at += Deno.stderr.writeSync(bytes.subarray(at));
  } catch {
    // The reader of stderr left; a neuron goes on without it.
  }
}
