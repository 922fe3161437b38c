/** LaTeX-like commands and typographic signs, and what the expression parser calls them. */
const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/\\(?:cdot|times|ast)(?![a-z])|[×·⋅∙]/g, "*"],
  [/\\div(?![a-z])|÷/g, "/"],
  [/[−–—]/g, "-"],
  [/\\(?:left|right)\b/g, ""],
  [/\\[,;!: ]/g, " "],
  [/\\%/g, "%"],
  [/\\circ(?![a-z])|°/g, ""],
  [/\\pi(?![a-z])|π/g, "pi"],
  [/\\(sin|cos|tan|log|ln)\b/g, "$1"],
  [/²/g, "^2"],
  [/³/g, "^3"],
  [/√\s*(\d+(?:\.\d+)?)/g, "sqrt($1)"],
  [/√/g, "sqrt"],
];

/**
 * A question's formulas in plain arithmetic signs: `\frac{1}{2}` becomes `((1)/(2))`, `\sqrt[3]{8}` `cbrt(8)`,
 * braces become brackets, dollar signs become blanks.
 */
export function plainMath(text: string): string {
  let out = text;
  for (const [pattern, plain] of PLAIN) out = out.replace(pattern, plain);
  // Innermost first; each round removes at least one command, and a text this short has few.
  for (let round = 0; round < 16 && /[{]/.test(out); round++) {
    const before = out;
    out = out
      .replace(/\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, "(($1)/($2))")
      .replace(/\^\s*\{([^{}]*)\}/g, "^($1)")
      .replace(/\\sqrt\s*\[3\]\s*\{([^{}]*)\}/g, "cbrt($1)")
      .replace(/\\sqrt\s*\{([^{}]*)\}/g, "sqrt($1)");
    if (out === before) break;
  }
  return out.replaceAll("$", " ").replace(/\{/g, "(").replace(/\}/g, ")");
}
