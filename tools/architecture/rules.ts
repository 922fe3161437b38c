import { chainTo, circles, type Path, resolve } from "./graph.ts";
import { type Module, readModule } from "./imports.ts";
import {
  COUNTED_FILE,
  DATA_FILE,
  DOCUMENTED,
  ENTRY_POINTS,
  FOREIGN_TEXT,
  FOREIGN_TEXT_EXEMPT,
  GATED_LIBRARIES,
  LAYERS,
  LINES,
  RESERVED_LIBRARIES,
  RESERVED_PACKAGES,
  SHARED_NAMES,
  TEST_FOLDERS,
} from "./rules.data.ts";

/** One thing a rule has to say about a line. */
export interface Finding {
  rule: "layers" | "packages" | "circles" | "length" | "gated" | "libraries" | "docs" | "foreign" | "names";
  severity: "warn" | "error";
  path: Path;
  /** 1-based; 0 = the whole file. */
  line: number;
  message: string;
}

/** The project as the rules see it: relative path → text. */
export type Tree = ReadonlyMap<Path, string>;

const startsWithAny = (path: string, prefixes: readonly string[]) => prefixes.some((p) => path.startsWith(p));
const isLibrary = (specifier: string, name: string) => specifier === name || specifier.startsWith(`${name}/`);
const isTest = (path: Path) => startsWithAny(path, TEST_FOLDERS);

/** The package a file belongs to. */
function packageOf(path: Path): { name: string; path: string; layer: number } | null {
  for (const [layer, packages] of LAYERS.entries()) {
    for (const found of packages) {
      if (found.path.endsWith("/") ? path.startsWith(found.path) : path === found.path) {
        return { ...found, layer };
      }
    }
  }
  return null;
}

/**
 * Applies every rule to a tree.
 * @returns findings in the order of paths and lines
 */
export function checkTree(tree: Tree): Finding[] {
  const modules = new Map<Path, Module>();
  for (const [path, text] of tree) if (path.endsWith(".ts")) modules.set(path, readModule(text));
  const findings = [
    ...[...tree].flatMap(([path, text]) => [...checkLength(path, text), ...checkForeign(path, text)]),
    ...[...modules].flatMap(([path, module]) => [
      ...checkPackages(path, module),
      ...checkLibraries(path, module),
      ...checkDocs(path, module),
    ]),
    ...checkCircles(modules),
    ...checkNames([...tree.keys()]),
    ...checkGated(modules),
  ];
  return findings.sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line);
}

/** Layers, entry points and reserved packages. */
function checkPackages(path: Path, module: Module): Finding[] {
  const from = packageOf(path);
  if (!from) return [];
  const findings: Finding[] = [];
  const report = (rule: Finding["rule"], line: number, message: string) =>
    findings.push({ rule, severity: "error", path, line, message });
  for (const found of module.imports) {
    const target = resolve(path, found.specifier);
    if (target === null) continue;
    if (startsWithAny(target, ["tests/", "tools/"])) {
      report("packages", found.line, `the program must not import ${target}`);
    }
    const to = packageOf(target);
    if (!to || to.name === from.name) continue;
    if (to.layer <= from.layer) {
      const relation = to.layer === from.layer ? "is in the same layer as" : "is above";
      report("layers", found.line, `${to.name} ${relation} ${from.name}: ${found.specifier}`);
    }
    const reserved = RESERVED_PACKAGES.find((rule) => rule.package === to.name);
    if (reserved && !startsWithAny(path, reserved.from)) {
      report("packages", found.line, `${to.name} may be imported by ${reserved.from.join("*, ")}* only`);
    }
    const entryPoint = ENTRY_POINTS.find((d) =>
      d.file.endsWith("/") ? target.startsWith(d.file) : target === d.file
    );
    if (entryPoint && (entryPoint.lazyOnly !== true || found.lazy)) {
      if (!startsWithAny(path, entryPoint.from)) {
        report("packages", found.line, `${target} may be imported by ${entryPoint.from.join("*, ")}* only`);
      }
    } else if (to.path.endsWith("/") && target !== `${to.path}mod.ts`) {
      report("packages", found.line, `${to.name} is entered through ${to.path}mod.ts, not ${target}`);
    }
  }
  return findings;
}

/** Libraries that belong to one package. */
function checkLibraries(path: Path, module: Module): Finding[] {
  if (!packageOf(path)) return [];
  return module.imports.flatMap((found): Finding[] => {
    const rule = RESERVED_LIBRARIES.find((reserved) => isLibrary(found.specifier, reserved.library));
    if (!rule || startsWithAny(path, rule.from)) return [];
    const message = `${rule.library} may be imported in ${rule.from.join(", ")} only`;
    return [{ rule: "libraries", severity: "error", path, line: found.line, message }];
  });
}

/** Exported functions, classes and interfaces have a doc comment. */
function checkDocs(path: Path, module: Module): Finding[] {
  if (!startsWithAny(path, DOCUMENTED)) return [];
  return module.exported.filter((found) => !found.documented).map((found): Finding => ({
    rule: "docs",
    severity: "error",
    path,
    line: found.line,
    message: `exported ${found.kind} ${found.name} has no doc comment`,
  }));
}

/** Files stay small, data excepted. */
function checkLength(path: Path, text: string): Finding[] {
  if (!COUNTED_FILE.test(path) || DATA_FILE.test(path)) return [];
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  if (lines < LINES.warn) return [];
  const severity = lines > LINES.fail ? "error" : "warn";
  const limit = severity === "error" ? `at most ${LINES.fail}` : `fewer than ${LINES.warn} are better`;
  return [{ rule: "length", severity, path, line: 0, message: `${lines} lines, ${limit}` }];
}

/** Nothing names the machine it was written on. */
function checkForeign(path: Path, text: string): Finding[] {
  if (FOREIGN_TEXT_EXEMPT.test(path)) return [];
  return text.split("\n").flatMap((content, at) =>
    FOREIGN_TEXT.flatMap(({ what, pattern }): Finding[] => {
      const hit = pattern.exec(content);
      if (!hit) return [];
      const message = `${what}: ${hit[0]}`;
      return [{ rule: "foreign", severity: "error", path, line: at + 1, message }];
    })
  );
}

/** A file name of the program occurs once, so that a reader finds a file by its name alone. */
function checkNames(paths: readonly Path[]): Finding[] {
  const first = new Map<string, Path>();
  return paths.filter((path) => path.endsWith(".ts") && packageOf(path) && !DATA_FILE.test(path))
    .flatMap((path): Finding[] => {
      const name = path.split("/").at(-1)!;
      if (SHARED_NAMES.includes(name)) return [];
      const other = first.get(name);
      first.set(name, other ?? path);
      if (other === undefined) return [];
      const message = `${other} has the same file name`;
      return [{ rule: "names", severity: "error", path, line: 0, message }];
    });
}

/** No file imports itself on a detour, not even its types. */
function checkCircles(modules: ReadonlyMap<Path, Module>): Finding[] {
  return circles(modules).map((group): Finding => ({
    rule: "circles",
    severity: "error",
    path: group[0]!,
    line: 0,
    message: `import circle: ${[...group, group[0]].join(" → ")}`,
  }));
}

/** Test files reach gated libraries through `import()` inside the gated body only. */
function checkGated(modules: ReadonlyMap<Path, Module>): Finding[] {
  const gated = (specifier: string) => GATED_LIBRARIES.some((name) => isLibrary(specifier, name));
  return [...modules.keys()].filter((path) => isTest(path) && path.endsWith("_test.ts")).flatMap((path) => {
    const chain = chainTo(path, modules, gated);
    if (!chain) return [];
    const via = chain.via.length > 0 ? ` through ${chain.via.join(" → ")}` : "";
    const message = `imports ${chain.package}${via} at the top: import it inside the body of full()`;
    return [{ rule: "gated", severity: "error", path, line: chain.line, message } as Finding];
  });
}
