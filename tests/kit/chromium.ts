import type { Browser } from "puppeteer-core";
import { findProgram } from "./optional_programs.ts";

/** How long a browser on a busy machine may take for one thing, ms. */
export const BROWSER_PATIENCE_MS = 20_000;

/** Names under which distributions install it. */
const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** Where Chromium is: what SN1_CHROMIUM names, else the first on PATH; null = nowhere. */
export function findChromium(): string | null {
  const named = Deno.env.get("SN1_CHROMIUM");
  for (const name of named ? [named] : NAMES) {
    const path = findProgram(name);
    if (path !== null) return path;
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
