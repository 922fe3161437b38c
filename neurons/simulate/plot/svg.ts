import { stripControl } from "../../../src/text/mod.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it may stand between tags or in an attribute, whoever wrote it. */
export function escapeXml(text: string): string {
  return stripControl(text.toWellFormed(), true).replace(/[&<>"']/g, (char) => ESCAPES[char]!);
}

/** A piece of SVG. Made by {@link tag} and {@link label} only, so that everything inside is escaped. */
export type Svg = string & { readonly svg: unique symbol };

/** An element; numbers are written with at most two decimals. */
export function tag(name: string, attributes: Record<string, string | number>, ...children: Svg[]): Svg {
  const text = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(value)}"`).join("");
  return `<${name}${text}${children.length > 0 ? `>${children.join("")}</${name}>` : "/>"}` as Svg;
}

/** An element that holds text. */
export function label(text: string, attributes: Record<string, string | number>, name = "text"): Svg {
  return tag(name, attributes, escapeXml(text) as Svg);
}

function attribute(value: string | number): string {
  if (typeof value === "string") return escapeXml(value);
  return Number.isFinite(value) ? String(Math.round(value * 100) / 100) : "0";
}

/** A path through points. */
export function line(points: readonly (readonly [x: number, y: number])[]): string {
  return points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}

/** Colors of pictures: readable on light and dark pages, which the picture learns from its reader's system. */
const STYLE = `
  .paper { fill: #ffffff } .ink { fill: #1c2733 } .soft { fill: #55636f } .axis { stroke: #aab4bd; fill: none }
  .bar { fill: #3b6fb6 } .own { fill: #2c7a4b } .mark { stroke: #1c2733; fill: none } .curve { fill: none; stroke-width: 1.5 }
  .hot { stroke: #b3261e; fill: none }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #12181f } .ink { fill: #e6edf3 } .soft { fill: #9aa7b2 } .axis { stroke: #4a5763 }
    .bar { fill: #6ea8fe } .own { fill: #5ec48a } .mark { stroke: #e6edf3 } .hot { stroke: #ff8a80 }
  }`;

/** Colors of lines, one per name; hues far apart for neighbors. */
function hues(count: number): string {
  const rule = (i: number, lightness: number) =>
    `.c${i} { stroke: hsl(${Math.round(i * 137.5) % 360} 60% ${lightness}%) } .d${i} { fill: hsl(${
      Math.round(i * 137.5) % 360
    } 60% ${lightness}%) }`;
  const all = (lightness: number) => Array.from({ length: count }, (_, i) => rule(i, lightness)).join(" ");
  return `${all(36)} @media (prefers-color-scheme: dark) { ${all(68)} }`;
}

/**
 * A whole picture.
 * @param title read out where pictures are not seen
 * @param colors classes `c0 …` (lines) and `d0 …` (areas and text) that the parts use
 */
export function picture(
  size: { width: number; height: number },
  title: string,
  colors: number,
  parts: Svg[],
): string {
  const { width, height } = size;
  const whole = tag(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-label": title,
      "font-family": "system-ui, sans-serif",
      "font-size": 12,
    },
    label(title, {}, "title"),
    `<style>${STYLE} ${hues(colors)}</style>` as Svg,
    tag("rect", { class: "paper", width, height }),
    ...parts,
  );
  return `${whole}\n`;
}
