/**
 * What is wrong with the JSON of `sn1 demo --json`.
 * @param text standard output of the demo
 * @param steps what it was asked for
 * @returns reasons; none = the demo asked, scored and paid
 */
export function demoFaults(text: string, steps: number): string[] {
  let result: Record<string, unknown>;
  try {
    result = JSON.parse(text);
  } catch {
    return ["standard output is not one JSON document"];
  }
  const faults: string[] = [];
  if (result.steps !== steps) faults.push(`steps is ${result.steps}, not ${steps}`);
  const weights = result.weights as { uids?: unknown[]; values?: unknown[] } | null | undefined;
  const values = weights?.values ?? [];
  if (values.length === 0 || values.length !== weights?.uids?.length) faults.push("no weights on chain");
  else if (new Set(values).size < 2) faults.push("all weights are equal");
  const miners = result.miners as unknown[] | undefined;
  if (!Array.isArray(miners) || miners.length < 2) faults.push("fewer than two miners");
  return faults;
}
