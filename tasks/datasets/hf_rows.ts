import { type Random, randomInt, shuffle } from "../../src/base/mod.ts";
import { DatasetError } from "../errors.ts";
import type { SourceClient } from "./source_client.ts";

/** Rows asked for at once; the server allows 100. */
const ROWS = 50;

/** Which rows are asked for. */
export interface HfRowsOptions {
  /** Root of the datasets server. */
  base: string;
  dataset: string;
  config: string;
}

/**
 * Random rows of a parquet-backed data set, by the Hugging Face datasets server
 * (docs/spec/domain.md#26-hf_coding).
 */
export class HfRows {
  #size: number | null = null;

  constructor(readonly client: SourceClient, readonly options: HfRowsOptions) {}

  /**
   * Rows of one random place, shuffled.
   * @throws DatasetError `unavailable`, `bad_reply`
   */
  async some(random: Random, signal?: AbortSignal): Promise<Record<string, unknown>[]> {
    this.#size ??= await this.#count(signal);
    const offset = randomInt(random, Math.max(1, this.#size - ROWS));
    const reply = await this.#get(
      "rows",
      { split: "train", offset: String(offset), length: String(ROWS) },
      signal,
    );
    if (!Array.isArray(reply.rows)) throw new DatasetError("bad_reply", `${this.client.source} sent no rows`);
    // The server cuts long cells and names them: half a program or instruction is nothing to ask about.
    const rows = reply.rows.map((entry: { row?: unknown; truncated_cells?: unknown } | null) => {
      const cut = entry?.truncated_cells;
      return Array.isArray(cut) && cut.length > 0 ? null : entry?.row;
    });
    return shuffle(
      random,
      rows.filter((row): row is Record<string, unknown> => typeof row === "object" && row !== null),
    );
  }

  async #count(signal?: AbortSignal): Promise<number> {
    const reply = await this.#get("size", {}, signal);
    const rows = (reply.size as { config?: { num_rows?: unknown } } | undefined)?.config?.num_rows;
    if (typeof rows !== "number" || !(rows > 0)) {
      throw new DatasetError("bad_reply", `${this.client.source} does not say how many rows there are`);
    }
    return rows;
  }

  async #get(
    path: string,
    parameters: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<Record<string, unknown>> {
    const { base, dataset, config } = this.options;
    const url = new URL(path, base);
    for (const [name, value] of Object.entries({ dataset, config, ...parameters })) {
      url.searchParams.set(name, value);
    }
    const reply = await this.client.getJson(url, () => null, signal);
    return typeof reply === "object" && reply !== null ? reply as Record<string, unknown> : {};
  }
}
