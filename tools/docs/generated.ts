import { type Commands, loadCommands } from "./check_line.ts";
import { flagsPage } from "./flags_page.ts";
import { migrationPage } from "./migration_page.ts";

/** Pages that are made from tables of the program in a moment. */
export const GENERATED: Readonly<Record<string, (commands: Commands) => string>> = {
  "docs/flags.md": flagsPage,
  "docs/migration.md": migrationPage,
};

/** A page as `deno fmt` leaves it. @throws Error with what the formatter says */
async function formatted(root: string, text: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", "--ext", "md", "-"],
    cwd: root,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** Paths of generated pages that differ from what the program says now, and their right text. */
export async function stalePages(root: string): Promise<Map<string, string>> {
  const commands = await loadCommands();
  const stale = new Map<string, string>();
  for (const [path, make] of Object.entries(GENERATED)) {
    const wanted = await formatted(root, make(commands));
    if (wanted !== await Deno.readTextFile(root + path).catch(() => "")) stale.set(path, wanted);
  }
  return stale;
}
