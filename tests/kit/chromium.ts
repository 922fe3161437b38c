import type { Browser } from "puppeteer-core";

/** How long a browser on a busy machine may take for one thing, ms. */
export const BROWSER_PATIENCE_MS = 20_000;

/** Where Chromium is: SN1_CHROMIUM, or where Debian and others put it; null = nowhere. */
export function findChromium(): string | null {
  const names = [
    Deno.env.get("SN1_CHROMIUM"),
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
  ];
  for (const name of names) {
    try {
      if (name && Deno.statSync(name).isFile) return name;
    } catch {
      // Not this one.
    }
  }
  return null;
}

/** Starts a browser without a window. */
export async function openBrowser(executablePath: string): Promise<Browser> {
  const { default: puppeteer } = await import("puppeteer-core");
  return await puppeteer.launch({
    executablePath,
    args: Deno.uid() === 0 ? ["--no-sandbox"] : [],
    timeout: BROWSER_PATIENCE_MS,
    protocolTimeout: BROWSER_PATIENCE_MS,
  });
}
