import { stripControl, truncate } from "../../text/mod.ts";

/** A column of {@link table}. */
export interface Column<T> {
  title: string;
  value: (row: T) => string | number;
  /** @default {"left"} */
  align?: "left" | "right";
  /** Where room is short, its texts are cut to as few as this many characters, with an ellipsis. */
  shrink?: number;
  /** Where room is still short, it is left out; the highest number goes first. */
  drop?: number;
}

const GAP = "  ";

/**
 * A plain table: aligned columns, two blanks between, hostile text cleaned.
 * @param fit characters a line may have; unset = as wide as it gets, nothing cut (for files and pipes)
 * @returns lines, the heading first
 */
export function table<T>(columns: readonly Column<T>[], rows: readonly T[], fit = Infinity): string[] {
  const all = columns.map((column) => {
    const cells = rows.map((row) => stripControl(String(column.value(row)), true));
    return { column, cells, width: Math.max(column.title.length, ...cells.map((cell) => cell.length)) };
  });
  const shown = fitColumns(all, fit);
  const format = (texts: readonly string[]) =>
    texts.map((text, i) => {
      const { column: { align }, width } = shown[i]!;
      const cut = truncate(text, width);
      return align === "right" ? cut.padStart(width) : cut.padEnd(width);
    }).join(GAP).trimEnd();
  return [
    format(shown.map(({ column }) => column.title)),
    ...rows.map((_, row) => format(shown.map(({ cells }) => cells[row]!))),
  ];
}

interface Sized<T> {
  column: Column<T>;
  cells: string[];
  width: number;
}

/** Cuts columns, then leaves some out, until a line fits or nothing more can go. */
function fitColumns<T>(columns: readonly Sized<T>[], fit: number): Sized<T>[] {
  let left = columns.map((sized) => ({ ...sized }));
  for (;;) {
    let over = left.reduce((sum, { width }) => sum + width, GAP.length * (left.length - 1)) - fit;
    if (over <= 0) return left;
    const spare = left.map(({ column, width }) =>
      Math.max(0, width - Math.max(column.shrink ?? width, column.title.length))
    );
    const droppable = left.filter(({ column }) => column.drop !== undefined);
    if (spare.reduce((a, b) => a + b, 0) >= over || droppable.length === 0) {
      // The last columns give first: what stands left is what people look for.
      for (let i = left.length - 1; i >= 0 && over > 0; i--) {
        const taken = Math.min(over, spare[i]!);
        left[i]!.width -= taken;
        over -= taken;
      }
      return left;
    }
    const goes = droppable.reduce((a, b) => b.column.drop! > a.column.drop! ? b : a);
    left = left.filter((sized) => sized !== goes);
  }
}
