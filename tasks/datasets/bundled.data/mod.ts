import { HISTORY } from "./history.ts";
import { SCIENCE } from "./science.ts";
import { SPACE } from "./space.ts";
import type { Article } from "./types.ts";
import { WORKS } from "./works.ts";

export type { Article } from "./types.ts";

/** Every article of the bundled dataset. */
export const BUNDLED_ARTICLES: readonly Article[] = [...SPACE, ...SCIENCE, ...HISTORY, ...WORKS];
