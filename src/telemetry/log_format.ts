import type { LogFields, LogLevel } from "../base/mod.ts";
import { plainText, plainValue } from "./plain_value.ts";

/** One thing that happened, before it becomes text. */
export interface LogEvent {
  /** Milliseconds since 1970. */
  timeMs: number;
  level: LogLevel;
  message: string;
  fields: LogFields;
}

/** How lines look. */
export interface FormatOptions {
  /** Color by ANSI sequences (human form only). */
  color?: boolean;
  /** Stacks and causes of errors. */
  stacks?: boolean;
}

/** Foreground colors of levels on a terminal. */
const COLORS: Record<LogLevel, string> = {
  trace: "\u001b[90m",
  debug: "\u001b[36m",
  info: "\u001b[32m",
  warn: "\u001b[33m",
  error: "\u001b[31m",
};
const DIM = "\u001b[2m";
const RESET = "\u001b[0m";

/**
 * One JSON object on one line: `ts`, `level`, `msg`, then the fields; a field with one of these names gets a
 * trailing underscore.
 */
export function formatJson(event: LogEvent, options: FormatOptions = {}): string {
  const line: Record<string, unknown> = {
    ts: new Date(event.timeMs).toISOString(),
    level: event.level,
    msg: plainText(event.message),
  };
  for (const [name, value] of Object.entries(event.fields)) {
    line[name in line ? `${name}_` : name] = plainValue(value, name, options);
  }
  return JSON.stringify(line);
}

/**
 * A line for people: local time, level, message, `name=value` pairs; stacks follow on lines of their own.
 */
export function formatHuman(event: LogEvent, options: FormatOptions = {}): string {
  const paint = (code: string, text: string) => options.color ? `${code}${text}${RESET}` : text;
  const level = paint(COLORS[event.level], event.level.toUpperCase().padEnd(5));
  let line = `${paint(DIM, localTime(event.timeMs))} ${level} ${oneLine(plainText(event.message))}`;
  const stacks: string[] = [];
  for (const [name, value] of Object.entries(event.fields)) {
    if (value === undefined) continue;
    const plain = plainValue(value, name, options);
    if (value instanceof Error) {
      const { stack, message } = plain as { stack?: string; message: string };
      if (stack) stacks.push(stack);
      line += ` ${paint(DIM, `${name}=`)}${quoted(message)}`;
    } else line += ` ${paint(DIM, `${name}=`)}${quoted(plain)}`;
  }
  return [line, ...stacks.map((stack) => paint(DIM, stack))].join("\n");
}

function quoted(value: unknown): string {
  if (typeof value === "string") return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

function oneLine(text: string): string {
  // Only where a run of blanks begins: inside one, each place would be tried to its end.
  return text.replace(/(?<!\s)\s*\n\s*/g, " ");
}

function localTime(timeMs: number): string {
  const date = new Date(timeMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}
