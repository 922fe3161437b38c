/** What a test run came to. */
export interface JunitCounts {
  passed: number;
  /** Names of failed tests. */
  failed: string[];
  /** Names of ignored tests. */
  ignored: string[];
}

/**
 * Reads the report that `deno test --junit-path` writes. Steps of a test are not counted beside their test.
 * @throws Error when the text is no such report
 */
export function readJunit(xml: string): JunitCounts {
  if (!/<testsuites\b[\s\S]*<\/testsuites>\s*$/.test(xml)) throw new Error("not a complete JUnit report");
  const counts: JunitCounts = { passed: 0, failed: [], ignored: [] };
  for (const [, suite] of xml.matchAll(/<testsuite\b[^>]*>([\s\S]*?)<\/testsuite>/g)) {
    const cases = [...suite!.matchAll(/<testcase name="([^"]*)"[^>]*?(?:\/>|>([\s\S]*?)<\/testcase>)/g)]
      .map(([, name, body]) => ({ name: unescape(name!), body: body ?? "" }));
    const names = new Set(cases.map((one) => one.name));
    for (const { name, body } of cases) {
      if (isStep(name, names)) continue;
      if (/<(?:failure|error)\b/.test(body)) counts.failed.push(name);
      else if (/<skipped\b/.test(body)) counts.ignored.push(name);
      else counts.passed++;
    }
  }
  return counts;
}

/** Steps are named `test > step`. */
function isStep(name: string, names: ReadonlySet<string>): boolean {
  for (let at = name.indexOf(" > "); at >= 0; at = name.indexOf(" > ", at + 1)) {
    if (names.has(name.slice(0, at))) return true;
  }
  return false;
}

function unescape(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name]!);
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

/**
 * Ignored tests that nobody has given a reason for.
 * @param listed test name → reason (tests/ignored.json); a skipped test carries its reason behind its name
 */
export function unlisted(ignored: readonly string[], listed: Readonly<Record<string, string>>): string[] {
  const known = Object.keys(listed).filter((name) => listed[name]!.trim() !== "");
  return ignored.filter((name) => !known.some((one) => name === one || name.startsWith(`${one} (`)));
}
