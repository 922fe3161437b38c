import { z } from "zod";

/** Places a value may come from, strongest first. */
export const SOURCES = ["flag", "config", "environment", ".env", "default"] as const;

/** Where a value came from. */
export type Source = typeof SOURCES[number];

/**
 * Everything but `.env`: that file belongs to the current folder, so whoever made the folder wrote it. It must choose
 * no program to run, no address that receives a secret and no file with keys.
 */
export const TRUSTED_SOURCES: readonly Source[] = ["flag", "config", "environment", "default"];

/** The command line only: consent is given for one call, by the person who makes it. */
export const COMMAND_LINE_ONLY: readonly Source[] = ["flag", "default"];

/** An address has a scheme, a port or a dot; a network has a plain name. */
const ADDRESS = /[:./]/;

/** For flags that take a known name or an address: only an address needs a trusted place. */
export const addressSources = (value: unknown): readonly Source[] =>
  ADDRESS.test(String(value)) ? TRUSTED_SOURCES : SOURCES;

/** For flags that take a known word or `exec:CMD`: only a program needs a trusted place. */
export const programSources = (value: unknown): readonly Source[] =>
  /exec/i.test(String(value)) ? TRUSTED_SOURCES : SOURCES;

/** How a flag is written on the command line. */
export type FlagKind = "text" | "number" | "toggle" | "list";

/** One flag: schema, help and where else its value may come from. The table of a command is made of these. */
export interface FlagSpec<T = unknown> {
  kind: FlagKind;
  /** Turns the text (or list of texts, or boolean) into the value, or says what is wrong. */
  schema: z.ZodType<T>;
  help: string;
  /** Shown in help as `--name <placeholder>`. */
  placeholder: string;
  /** Value when nobody says anything; undefined = optional. */
  default?: T;
  /** Shown in help in place of the default. */
  defaultText?: string;
  /** Further names, e.g. btcli's. Dashed forms of dotted names are always accepted. */
  aliases?: string[];
  /** Environment variables beside `BT_<NAME>`, in order. */
  env?: string[];
  /** Accepted but not shown in help. */
  hidden?: boolean;
  /** Known and refused; the text says what to do in its place. */
  notOffered?: string;
  /**
   * Places the value may come from, or a function that names them for one value. A value from another place is
   * ignored, and the user is warned. @default {SOURCES}
   */
  sources?: readonly Source[] | ((value: unknown) => readonly Source[]);
  /** A value that concerns keys, money or addresses: the start names the place when it is not the command line. */
  notable?: boolean;
  /** The value is a file or folder, or may be one: a leading `~/` is the home folder, from every place. */
  path?: boolean;
  /** Another flag that wins when it was given in a stronger place, e.g. on the command line against the environment. */
  yieldsTo?: string;
}

/** Flags of a command by dotted name. */
export type FlagTable = Record<string, FlagSpec>;

/** Values by dotted name. */
export type FlagValues<T extends FlagTable> = { [K in keyof T]: T[K] extends FlagSpec<infer V> ? V : never };

/** What all builders take. */
interface Common {
  help: string;
  placeholder?: string;
  aliases?: string[];
  env?: string[];
  hidden?: boolean;
  notOffered?: string;
  yieldsTo?: string;
  defaultText?: string;
  sources?: FlagSpec["sources"];
  notable?: boolean;
  path?: boolean;
}

/** A text flag with a default. */
export function text(options: Common & { default: string }): FlagSpec<string>;
/** An optional text flag. */
export function text(options: Common): FlagSpec<string | undefined>;
export function text(
  options: Common & { default?: string },
): FlagSpec<string> | FlagSpec<string | undefined> {
  return { kind: "text", schema: z.string().min(1, "is empty"), placeholder: "TEXT", ...options } as FlagSpec<
    string
  >;
}

/** A file or folder with a default; `~` is expanded. */
export function path(options: Common & { default: string }): FlagSpec<string>;
/** An optional file or folder; `~` is expanded. */
export function path(options: Common): FlagSpec<string | undefined>;
export function path(
  options: Common & { default?: string },
): FlagSpec<string> | FlagSpec<string | undefined> {
  return text({ placeholder: "FILE", ...options, path: true });
}

/** One of the given words. */
export function choice<const W extends string>(
  words: readonly W[],
  options: Common & { default: W },
): FlagSpec<W> {
  const schema = z.enum(words as [W, ...W[]], { error: () => `must be one of ${words.join(", ")}` });
  return {
    kind: "text",
    placeholder: words.join("|"),
    ...options,
    schema: schema as unknown as z.ZodType<W>,
  };
}

interface NumberRange {
  min?: number;
  max?: number;
  integer?: boolean;
}

function numberSchema({ min, max, integer }: NumberRange): z.ZodType<number> {
  return z.union([z.number(), z.string()]).transform((value, context) => {
    const number = typeof value === "number" ? value : Number(value.trim() === "" ? NaN : value);
    const issue = !Number.isFinite(number)
      ? "is not a number"
      : integer && !Number.isSafeInteger(number)
      ? "is not a whole number"
      : min !== undefined && number < min
      ? `must be at least ${min}`
      : max !== undefined && number > max
      ? `must be at most ${max}`
      : null;
    if (issue) context.addIssue({ code: "custom", message: issue });
    return number;
  });
}

/** A number flag with a default. */
export function number(options: Common & NumberRange & { default: number }): FlagSpec<number>;
/** An optional number flag. */
export function number(options: Common & NumberRange): FlagSpec<number | undefined>;
export function number(
  options: Common & NumberRange & { default?: number },
): FlagSpec<number> | FlagSpec<number | undefined> {
  const { min: _min, max: _max, integer, ...rest } = options;
  return {
    kind: "number",
    schema: numberSchema(options),
    placeholder: integer ? "N" : "X",
    ...rest,
  } as FlagSpec<number>;
}

/** A whole-number flag with a default. */
export function integer(options: Common & NumberRange & { default: number }): FlagSpec<number>;
/** An optional whole-number flag. */
export function integer(options: Common & NumberRange): FlagSpec<number | undefined>;
export function integer(options: Common & NumberRange & { default?: number }): FlagSpec<number | undefined> {
  return number({ ...options, integer: true });
}

const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  "1": true,
  yes: true,
  on: true,
  false: false,
  "0": false,
  no: false,
  off: false,
};

const booleanSchema: z.ZodType<boolean> = z.union([z.boolean(), z.string()]).transform((value, context) => {
  if (typeof value === "boolean") return value;
  const known = WORDS[value.trim().toLowerCase()];
  if (known === undefined) context.addIssue({ code: "custom", message: "must be true or false" });
  return known ?? false;
});

/** Whether a word can be the value of a toggle. */
export function isBooleanWord(word: string): boolean {
  return word.trim().toLowerCase() in WORDS;
}

/** A switch, off unless said otherwise; `--x`, `--x true`, `--x=false`. */
export function toggle(options: Common & { default?: boolean }): FlagSpec<boolean> {
  return { kind: "toggle", schema: booleanSchema, placeholder: "", default: false, ...options };
}

/** Values separated by blanks or commas, or the flag repeated. */
export function list<T = string>(
  options: Common & { default?: T[]; item?: z.ZodType<T>; separator?: RegExp },
): FlagSpec<T[]> {
  const { item = z.string() as unknown as z.ZodType<T>, separator = /[\s,]+/, ...rest } = options;
  const schema = z.union([z.array(z.unknown()), z.string(), z.number()])
    .transform((value): unknown[] =>
      (Array.isArray(value) ? value : [value]).flatMap((v) => String(v).split(separator)).filter((v) =>
        v !== ""
      )
    )
    .pipe(z.array(item));
  return {
    kind: "list",
    placeholder: "A B …",
    default: [],
    ...rest,
    schema: schema as unknown as z.ZodType<T[]>,
  };
}

/** A whole number as list item, for {@link list}. */
export const integerItem = numberSchema({ integer: true, min: 0 });

/** A number as list item, for {@link list}. */
export const numberItem = numberSchema({});
