/** A real MediaWiki on loopback, from Debian's packages: `apt-get install mediawiki php-cli php-sqlite3 php-mbstring php-xml php-intl`. */
import { until } from "../kit/mod.ts";

/** Where Debian puts it. */
const CODE = "/usr/share/mediawiki";

/** A running wiki. */
export interface TestWiki {
  /** Address of its Action API. */
  api: string;
  /** Writes a page. */
  write(title: string, wikitext: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Installs a fresh wiki with a SQLite database into `dir` and serves it.
 * @throws when MediaWiki or PHP is not installed
 */
export async function startWiki(dir: string): Promise<TestWiki> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const root = `http://127.0.0.1:${port}`;
  await php(
    ["maintenance/install.php", "--dbtype", "sqlite", "--dbpath", dir, "--confpath", dir, "--server", root]
      .concat("--scriptpath", "", "--pass", crypto.randomUUID(), "Testwiki", "Admin"),
  );
  const settings = `${dir}/LocalSettings.php`;
  await Deno.writeTextFile(settings, '\nwfLoadExtension( "TextExtracts" );\n', { append: true });
  const env = { MW_CONFIG_FILE: settings };
  const server = new Deno.Command("php", {
    args: ["-S", `127.0.0.1:${port}`, "-t", CODE],
    env,
    stdout: "null",
    stderr: "null",
  }).spawn();
  const close = async () => {
    server.kill("SIGTERM");
    await server.status;
  };
  try {
    const api = `${root}/api.php`;
    await until(() => answers(api), 20_000, "the wiki's first answer");
    return { api, close, write: (title, text) => php(["maintenance/edit.php", title], text, env) };
  } catch (error) {
    await close();
    throw error;
  }
}

async function answers(api: string): Promise<boolean> {
  try {
    const response = await fetch(`${api}?format=json&action=query&meta=siteinfo`);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

async function php(args: string[], input = "", env: Record<string, string> = {}): Promise<void> {
  const child = new Deno.Command("php", {
    args,
    cwd: CODE,
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  if (!success) {
    throw new Error(
      `php ${args[0]} failed: ${new TextDecoder().decode(stderr)}${new TextDecoder().decode(stdout)}`,
    );
  }
}
