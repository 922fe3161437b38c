/**
 * Takes the pictures of docs/dashboard.md: the dashboard's own pages with made-up numbers, in a real browser.
 *
 * Usage: `deno task screenshots [FOLDER]`; needs Chromium (Debian: apt-get install chromium; else SN1_CHROMIUM)
 * @module
 */
import { findChromium, openBrowser } from "../tests/kit/chromium.ts";
import { takePictures } from "./screenshots/pictures.ts";

const folder = Deno.args[0] ?? new URL("../docs/assets", import.meta.url).pathname;
const chromium = findChromium();
if (chromium === null) {
  console.error("no Chromium: apt-get install chromium, or name one in SN1_CHROMIUM");
  Deno.exit(2);
}
const browser = await openBrowser(chromium);
try {
  for (const { name, bytes } of await takePictures(browser, folder)) console.error(`${name} ${bytes}`);
} finally {
  await browser.close();
}
