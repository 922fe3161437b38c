import { type Random, randomInt } from "../../src/base/mod.ts";

/** One class of fault of the reliability suite. */
export interface ChaosItem {
  /** Name for `--only` and for the page. */
  id: string;
  /** What is done to the program, and what must hold then. One sentence or two. */
  what: string;
  /** Part of the short form that runs with all other tests. */
  short?: true;
  /** Longest run of the full form, seconds. @default {120} */
  limitS?: number;
  run(chaos: Chaos): Promise<void>;
}

/** What an item works with: its dice, its size, and a count of the faults it made. */
export class Chaos {
  /** Faults made so far; an item that made none has proved nothing and fails. */
  injected = 0;
  /** What was measured, for the page. */
  readonly notes: string[] = [];

  /**
   * @param random dice of this item alone
   * @param full the whole number of faults, not the short form
   */
  constructor(readonly random: Random, readonly full: boolean) {}

  /** Counts faults that were made. */
  inject(count = 1): void {
    this.injected += count;
  }

  /** Says something measured. */
  note(text: string): void {
    this.notes.push(text);
  }

  /** Which of two numbers of faults this run makes. */
  amount(full: number, short: number): number {
    return this.full ? full : short;
  }

  /** An integer in [0, bound). */
  int(bound: number): number {
    return randomInt(this.random, bound);
  }

  /** Random bytes, repeatable by the seed. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length }, () => this.int(256));
  }
}

/** What became of one item. */
export interface ChaosResult {
  id: string;
  ok: boolean;
  injected: number;
  seconds: number;
  notes: string[];
  /** Why it failed. */
  error?: string;
}

/** Lets `ms` milliseconds pass. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Bytes of the heap in use after everything that can be freed was freed; without `--expose-gc` as it is. */
export async function heapBytes(): Promise<number> {
  const collect = (globalThis as { gc?: () => void }).gc;
  for (let round = 0; round < 3; round++) {
    collect?.();
    await pause(5);
  }
  return Deno.memoryUsage().heapUsed;
}

/** Whether heap sizes mean something in this process. */
export const canCollect = "gc" in globalThis;

/** Open descriptors of a process. */
export function descriptors(pid = Deno.pid): number {
  // Asked of another program: reading one's own `/proc` wants all permissions.
  const { stdout } = new Deno.Command("ls", { args: [`/proc/${pid}/fd`], stderr: "null" }).outputSync();
  return new TextDecoder().decode(stdout).trim().split("\n").length;
}

/** Megabytes for people. */
export function mb(bytes: number): string {
  return `${(bytes / 1048576).toFixed(1)} MB`;
}
