import { invalidParams } from "./rpc_error.ts";

/** Parameters of one request, checked as they are taken. */
export class Params {
  constructor(readonly list: readonly unknown[]) {}

  /** Hex digits of whole bytes, as `0x…`. Like real nodes it takes them without `0x` too: Python sends them so. */
  hex(index: number): string {
    const value = this.list[index];
    if (typeof value !== "string" || !/^(?:0x)?(?:[0-9a-fA-F]{2})*$/.test(value)) {
      throw invalidParams(`parameter ${index} must be whole bytes in hex`);
    }
    const digits = value.toLowerCase();
    return digits.startsWith("0x") ? digits : `0x${digits}`;
  }

  /** As {@link hex}; undefined when left out or null. */
  hexOrNone(index: number): string | undefined {
    return this.given(index) ? this.hex(index) : undefined;
  }

  /** A list of hex texts. */
  hexList(index: number, most: number): string[] {
    const value = this.list[index];
    if (!Array.isArray(value) || value.length > most) {
      throw invalidParams(`parameter ${index} must be a list of at most ${most}`);
    }
    const inner = new Params(value);
    return value.map((_, i) => inner.hex(i));
  }

  /** Any text. */
  text(index: number): string {
    const value = this.list[index];
    if (typeof value !== "string") throw invalidParams(`parameter ${index} must be a text`);
    return value;
  }

  /** A whole number from 0 to `most`, as number or hex text. */
  count(index: number, most: number): number {
    const value = this.list[index];
    const number = typeof value === "string" && /^0x[0-9a-fA-F]{1,13}$/.test(value) ? Number(value) : value;
    if (typeof number !== "number" || !Number.isInteger(number) || number < 0 || number > most) {
      throw invalidParams(`parameter ${index} must be a whole number up to ${most}`);
    }
    return number;
  }

  /** Whether the parameter is there and not null. */
  given(index: number): boolean {
    return this.list[index] !== undefined && this.list[index] !== null;
  }
}
