import type { SdkVersion } from "./versions.data.ts";

/** Facts that a case observed; plain JSON. */
export type Seen = Record<string, unknown>;

/** The four parts of the matrix. */
export type Direction = "their dendrite → our axon" | "our dendrite → their axon" | "wallets" | "chain";

/** One row of the matrix. `World` is what the cases of its part share. */
export interface InteropCase<World> {
  name: string;
  /** What both sides should agree on. */
  want: Seen;
  /** Does it and says what was seen; must be bounded by itself. */
  run(world: World, version: SdkVersion): Promise<Seen>;
  /** Versions for which the question makes no sense, with the reason. */
  without?: { versions: readonly string[]; reason: string };
}

/** A known deviation of one SDK: expected by name, and an error when it does not show. */
export interface KnownFault {
  name: string;
  direction: Direction;
  case: string;
  /** Ids of the versions that have it. */
  versions: readonly string[];
  /** What is seen instead; everything else is as wanted. */
  seen: Seen;
  /** Section that describes it. */
  source: string;
}

/** What became of one case with one version. */
export type Verdict =
  | { kind: "ok" }
  | { kind: "fault"; name: string }
  | { kind: "none"; reason: string }
  | { kind: "skipped"; reason: string }
  | { kind: "failed"; detail: string };

/** One cell of the matrix. */
export interface Cell {
  direction: Direction;
  case: string;
  version: string;
  verdict: Verdict;
  ms: number;
}
