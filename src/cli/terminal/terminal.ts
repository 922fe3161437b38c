import { BaseError } from "../../base/mod.ts";
import { CliError } from "../errors.ts";

let silent = false;

/** From now on nobody is asked anything, terminal or not (`--no_prompt`). */
export function neverAsk(): void {
  silent = true;
}

/** Whether a person can be asked: both ends are a terminal. */
export function canAsk(): boolean {
  return !silent && Deno.stdin.isTerminal() && Deno.stderr.isTerminal();
}

/**
 * Asks a person for a line; the question goes to stderr, so that stdout stays clean.
 * @param hidden do not show what is typed
 * @throws CliError `no_terminal` naming `instead`, the flag to use without a terminal
 */
export function askLine(question: string, instead: string, hidden = false): string {
  if (!canAsk()) {
    throw new CliError(
      "no_terminal",
      `${question.trim().replace(/[:?]$/, "")}: there is no terminal to ask on`,
      {
        hint: `use ${instead}`,
      },
    );
  }
  const bytes: number[] = [];
  const buffer = new Uint8Array(1);
  // Raw for shown answers too: the terminal's own Ctrl-C is a signal, and nothing listens during a blocking read.
  Deno.stdin.setRaw(true);
  write(question);
  try {
    for (;;) {
      const read = Deno.stdin.readSync(buffer);
      const byte = buffer[0]!;
      if (read === null || byte === 10 || byte === 13) break;
      if (byte === 3 || byte === 4) throw new BaseError("aborted", "stopped at the terminal");
      if (byte === 127 || byte === 8) {
        if (bytes.length > 0 && !hidden) write("\b \b");
        // A whole character goes, not one byte of it.
        while (bytes.length > 0 && (bytes.pop()! & 0xc0) === 0x80);
      } else {
        bytes.push(byte);
        if (!hidden && (byte >= 32)) Deno.stderr.writeSync(buffer);
      }
    }
  } finally {
    Deno.stdin.setRaw(false);
    write("\n");
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/**
 * Yes or no; no by default.
 * @param instead flag that says yes without asking
 */
export function confirm(question: string, instead: string): boolean {
  return /^y(es)?$/i.test(askLine(`${question} [y/N] `, instead).trim());
}

/**
 * Shows a text on the terminal itself. That is stderr once {@link canAsk} saw that it is one: it passes neither pipe nor
 * file, and opening the device would take a permission that undoes all others.
 * @throws CliError `no_terminal` naming `instead`
 */
export function showOnTerminal(text: string, instead: string): void {
  if (!canAsk()) {
    throw new CliError("no_terminal", "there is no terminal to show the recovery phrase on", {
      hint: `use ${instead}`,
    });
  }
  write(text);
}

function write(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
