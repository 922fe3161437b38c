import { pick, type Random } from "../../src/base/mod.ts";
import type { Dataset } from "../types.ts";
import { articleContext } from "./article_context.ts";
import { BUNDLED_ARTICLES } from "./bundled.data/mod.ts";

/** Short factual articles that come with the program, so that a validator can ask without a network. */
export function bundledDataset(): Dataset {
  return {
    name: "bundled",
    offline: true,
    next: (random: Random) => Promise.resolve(articleContext(pick(random, BUNDLED_ARTICLES), "bundled")),
  };
}
