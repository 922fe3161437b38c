import { html, raw } from "hono/html";

/** Text in which everything from outside has been escaped. */
export type Html = ReturnType<typeof html>;

export { html };

/** A piece of page or nothing. */
export function when(condition: unknown, piece: () => Html): Html | "" {
  return condition ? piece() : "";
}

/** Data for the page's own scripts; never run, since its type is not that of a program. */
export function dataBlock(value: unknown): Html {
  // `<` could end the element; the two separators end lines in old parsers.
  const text = JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return html`<script type="application/json">${raw(text)}</script>`;
}
