import type { Browser, Page } from "puppeteer-core";
import { type Clock, nullLogger, systemClock } from "../../src/base/mod.ts";
import { createDashboard, type DashboardState } from "../../src/telemetry/mod.ts";
import { placeOf } from "./in_page.js";
import {
  demoState,
  FakeSource,
  minerState,
  validatorState,
} from "../../tests/unit/telemetry/dashboard_fixture.ts";

/** A picture of the documentation. */
interface Picture {
  name: string;
  state: () => DashboardState;
  path: string;
  theme: "light" | "dark";
  width: number;
  /** Pixels from the top, of the page or of the part. */
  height: number;
  /** What is opened or scrolled to before. */
  before?: (page: Page) => Promise<void>;
  /** Only this part of the page. */
  part?: string;
}

/** The pictures never differ by the time of day. */
const NOW_MS = Date.UTC(2026, 0, 15, 14, 30);

/** Real time, but always the same time of day. */
const pictureClock: Clock = {
  now: () => NOW_MS,
  nowNs: () => systemClock.nowNs(),
  monotonic: () => systemClock.monotonic(),
  sleep: (ms, signal) => systemClock.sleep(ms, signal),
  after: (ms, run) => systemClock.after(ms, run),
};

/** Opens the newest conversation and keeps only it. */
async function openConversation(page: Page): Promise<void> {
  await page.click("details.talk summary");
}

/** Every picture of docs/dashboard.md. */
export const PICTURES: readonly Picture[] = [
  {
    name: "demo-dashboard.png",
    state: () => demoState(60, 6, NOW_MS),
    path: "",
    theme: "light",
    width: 1160,
    height: 770,
  },
  {
    name: "dashboard-validator-light.png",
    state: () => validatorState(60, 14, NOW_MS),
    path: "",
    theme: "light",
    width: 1160,
    height: 770,
  },
  {
    name: "dashboard-validator-dark.png",
    state: () => validatorState(60, 14, NOW_MS),
    path: "",
    theme: "dark",
    width: 1160,
    height: 770,
  },
  {
    name: "dashboard-one-miner.png",
    state: () => validatorState(60, 14, NOW_MS),
    path: "miners/0",
    theme: "light",
    width: 1100,
    height: 720,
  },
  {
    name: "dashboard-conversation.png",
    state: () => validatorState(60, 14, NOW_MS),
    path: "",
    theme: "light",
    width: 1000,
    height: 900,
    before: openConversation,
    part: "section[aria-labelledby=talk-title]",
  },
  {
    name: "dashboard-miner.png",
    state: () => minerState(NOW_MS),
    path: "",
    theme: "light",
    width: 1100,
    height: 1010,
  },
];

/**
 * Takes every picture.
 * @returns names and sizes
 */
export async function takePictures(
  browser: Browser,
  folder: string,
): Promise<{ name: string; bytes: number }[]> {
  const taken: { name: string; bytes: number }[] = [];
  for (const picture of PICTURES) {
    const bytes = await takePicture(browser, picture);
    await Deno.writeFile(`${folder}/${picture.name}`, bytes);
    taken.push({ name: picture.name, bytes: bytes.length });
  }
  return taken;
}

async function takePicture(browser: Browser, picture: Picture): Promise<Uint8Array> {
  const dashboard = await createDashboard({ port: 0 }, {
    source: new FakeSource(picture.state()),
    clock: pictureClock,
    logger: nullLogger,
  });
  const { url } = await dashboard.start();
  const page = await browser.newPage();
  try {
    await page.setViewport({ width: picture.width, height: picture.height });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: picture.theme }]);
    await page.goto(url + picture.path);
    await page.waitForSelector(".uplot canvas");
    await page.waitForSelector('#live[data-state="live"]');
    await picture.before?.(page);
    if (picture.part === undefined) return await page.screenshot();
    const box = await page.$eval(picture.part, placeOf);
    return await page.screenshot({ clip: { ...box, height: Math.min(box.height, picture.height) } });
  } finally {
    await page.close();
    await dashboard.stop();
  }
}
