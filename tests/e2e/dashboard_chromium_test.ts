/**
 * The dashboard in a real browser. Debian: `apt-get install chromium`; another one by SN1_CHROMIUM. Its pictures in
 * the documentation: `deno task screenshots`.
 */
import assert from "node:assert/strict";
import type { Browser, Page, SerializedAXNode } from "puppeteer-core";
import { nullLogger, systemClock } from "../../src/base/mod.ts";
import type { Dashboard, DashboardState } from "../../src/telemetry/mod.ts";
import * as inPage from "./dashboard_in_page.js";
import { BROWSER_PATIENCE_MS, findChromium, openBrowser } from "../kit/chromium.ts";
import { full, fullPermissions, until, withTempDir } from "../kit/mod.ts";
import { demoState, FakeSource, minerState, validatorState } from "../unit/telemetry/dashboard_fixture.ts";

const chromium = fullPermissions ? findChromium() : null;
const skip = fullPermissions && chromium === null ? "no chromium" : false;

let launched: Promise<Browser> | null = null;

/** One browser for the whole file: starting it takes longer than most of its tests. */
function browser(): Promise<Browser> {
  return launched ??= openBrowser(chromium!);
}

Deno.test.afterAll(async () => {
  await (await launched)?.close();
});

/** A dashboard and a browser page that looks at it; faults of the page's scripts fail the test. */
async function look(
  state: DashboardState,
  body: (
    tools: { page: Page; source: FakeSource; url: string; restart: () => Promise<void>; faults: string[] },
  ) => Promise<void>,
): Promise<void> {
  const { createDashboard } = await import("../../src/telemetry/mod.ts");
  const source = new FakeSource(state);
  const modules = { source, clock: systemClock, logger: nullLogger };
  let dashboard: Dashboard = await createDashboard({ port: 0 }, modules);
  const { url, port } = await dashboard.start();
  const context = await (await browser()).createBrowserContext();
  const faults: string[] = [];
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(BROWSER_PATIENCE_MS);
    await page.setViewport({ width: 1360, height: 900 });
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" && !/ERR_(CONNECTION|INCOMPLETE|EMPTY)/.test(message.text())) {
        faults.push(message.text());
      }
    });
    await page.goto(url);
    await page.waitForSelector('#live[data-state="live"]');
    await body({
      page,
      source,
      url,
      faults,
      restart: async () => {
        await dashboard.stop();
        await page.waitForSelector('#live[data-state="lost"]');
        dashboard = await createDashboard({ port }, modules);
        await dashboard.start();
      },
    });
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
    await dashboard.stop();
  }
}

/** A browser test: processes and sockets of the browser end after the test's own checks look. */
function browserTest(name: string, body: () => Promise<void>): void {
  full(name, body, { skip, sanitizeOps: false, sanitizeResources: false });
}

const uids = (page: Page) =>
  page.$$eval("table.miners tbody tr", (rows) => rows.map((row) => Number(row.id.replace("miner-", ""))));

/** What the plot's legend tells of its horizontal axis: the newest step. */
const newestStep = (page: Page) =>
  page.$eval("#plot-scores .u-legend .u-value", (cell) => Number(cell.textContent));

/** Nothing strange is on the page: axe-like checks that need no library. */
async function checkNames(page: Page): Promise<void> {
  assert.deepEqual(await page.evaluate(inPage.nameless), []);
  assert.deepEqual(await page.evaluate(inPage.repeatedIds), []);
}

browserTest("a click on a heading sorts without a new page, and Back undoes it", async () => {
  await look(demoState(), async ({ page }) => {
    assert.deepEqual((await uids(page))[0], 0);
    await page.evaluate(() => void (Object.assign(globalThis, { stayed: true })));
    await page.click("#sort-uid");
    await until(async () => (await uids(page)).join() === "5,4,3,2,1,0", BROWSER_PATIENCE_MS, "sorting");
    assert.equal(await page.$eval("#sort-uid", inPage.sortOf), "descending");
    await page.click("#sort-uid");
    await until(
      async () => (await uids(page)).join() === "0,1,2,3,4,5",
      BROWSER_PATIENCE_MS,
      "sorting again",
    );
    await page.goBack();
    await until(async () => (await uids(page)).join() === "5,4,3,2,1,0", BROWSER_PATIENCE_MS, "going back");
    assert.equal(await page.evaluate(() => "stayed" in globalThis), true);
    await checkNames(page);
  });
});

browserTest(
  "the whole page can be used by keyboard: skip link, sorting, finding, opening a miner",
  async () => {
    await look(demoState(), async ({ page }) => {
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(inPage.focusedText), "Skip to content");
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate(inPage.focusedId), "main");
      await page.focus("#sort-weight");
      await page.keyboard.press("Enter");
      await until(
        async () => await page.$eval("#sort-weight", inPage.sortOf) === "descending",
        BROWSER_PATIENCE_MS,
        "sorting by keyboard",
      );
      assert.equal(await page.evaluate(inPage.focusedId), "sort-weight");
      await page.type("#find", "phrase");
      await page.keyboard.press("Enter");
      await until(async () => (await uids(page)).join() === "4", BROWSER_PATIENCE_MS, "finding");
      await page.focus("#miner-link-4");
      await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
      assert.equal(await page.$eval("h1", (heading) => heading.textContent), "uid 4, phrase");
      await checkNames(page);
    });
  },
);

browserTest("a plot grows while the reader's open conversation and focus stay", async () => {
  await look(demoState(20), async ({ page, source }) => {
    assert.equal(await newestStep(page), 20);
    await page.click("#step-20 summary");
    await page.focus("#sort-ttft");
    source.current = demoState(24);
    source.emit({ type: "step", data: { step: 24 } });
    await until(async () => await newestStep(page) === 24, BROWSER_PATIENCE_MS, "growing");
    assert.equal(await page.$eval("#step-20", inPage.isOpen), true);
    assert.equal(await page.evaluate(inPage.focusedId), "sort-ttft");
    assert.ok(await page.$("#step-24"));
    await checkNames(page);
  });
});

browserTest("the page survives a restart of the server and goes on", async () => {
  await look(demoState(20), async ({ page, source, restart }) => {
    await restart();
    await page.waitForSelector('#live[data-state="live"]');
    source.current = demoState(30);
    source.emit({ type: "step", data: { step: 30 } });
    await until(async () => await newestStep(page) === 30, BROWSER_PATIENCE_MS, "going on");
  });
});

browserTest("the text of a hostile miner is text, on arrival and after live changes", async () => {
  await look(demoState(8), async ({ page, source, url }) => {
    await page.goto(`${url}miners/4`);
    await page.waitForSelector('#live[data-state="live"]');
    source.current = demoState(9);
    source.emit({ type: "step", data: { step: 9 } });
    await page.waitForSelector("#step-9");
    const seen = await page.evaluate(inPage.damage);
    assert.equal(seen.owned, false);
    assert.deepEqual([seen.images, seen.scripts], [0, 0]);
    assert.match(seen.text!, /<script>globalThis\.owned = 1<\/script><img src=x/);
    assert.match(seen.text!, /&lt;b&gt;/);
  });
});

browserTest("light and dark follow the system, the button overrules it, and the choice is kept", async () => {
  await look(demoState(), async ({ page }) => {
    const dark = async () => {
      const color = await page.evaluate(inPage.background);
      return Number(/\d+/.exec(color)![0]) < 100;
    };
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
    assert.equal(await dark(), true);
    await page.click("#theme");
    assert.equal(await dark(), false);
    await page.reload();
    assert.equal(await dark(), false);
  });
});

browserTest("text stands out from its background in both themes (contrast of at least 4.5)", async () => {
  for (const state of [demoState(), validatorState(), minerState()]) {
    await look(state, async ({ page }) => {
      await page.evaluate(inPage.openAll);
      for (const value of ["light", "dark"]) {
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
        assert.deepEqual(await page.evaluate(inPage.poorContrast), [], `${state.kind} ${value}`);
      }
    });
  }
});

browserTest("a screen reader finds landmarks, headings in order, and a caption for every table", async () => {
  for (
    const [state, path] of [[demoState(), ""], [validatorState(), "miners/2"], [minerState(), ""]] as const
  ) {
    await look(state, async ({ page, url }) => {
      await page.goto(url + path);
      await page.waitForSelector(".uplot canvas");
      await page.evaluate(inPage.openAll);
      for (const check of [inPage.unlabelled, inPage.scopeless, inPage.nameless, inPage.repeatedIds]) {
        assert.deepEqual(await page.evaluate(check), [], `${state.kind}/${path}`);
      }
      const levels = await page.evaluate(inPage.headingLevels);
      assert.equal(levels[0], 1);
      assert.equal(levels.filter((level) => level === 1).length, 1);
      levels.forEach((level, i) => assert.ok(level <= (levels[i - 1] ?? 1) + 1, levels.join()));
      const roles = new Set<string>();
      const collect = (node: SerializedAXNode | null) => {
        if (!node) return;
        roles.add(node.role);
        for (const child of node.children ?? []) collect(child);
      };
      collect(await page.accessibility.snapshot({ interestingOnly: false }));
      for (const role of ["banner", "main", "contentinfo", "figure", "status"]) {
        assert.ok(roles.has(role), `${state.kind}/${path} has no ${role}: ${[...roles].join(" ")}`);
      }
    });
  }
});

browserTest(
  "the tabulator goes through the page in reading order, and what has the focus is seen",
  async () => {
    for (const state of [validatorState(20, 4), minerState()]) {
      await look(state, async ({ page }) => {
        let last = { top: -1, left: -1, word: "" };
        const words: string[] = [];
        for (let i = 0; i < 80; i++) {
          await page.keyboard.press("Tab");
          const place = await page.evaluate(inPage.focusPlace);
          const word = `${place?.word} at ${place?.top}, ${place?.left}`;
          if (!place || words.includes(word)) break;
          words.push(word);
          assert.ok(place.seen, `${place.word} is not seen`);
          // The bar sticks to the top, and cells of one row stand side by side.
          if (words.length > 4 && !place.inScroller) {
            assert.ok(
              place.top > last.top - 30,
              `${place.word} at ${place.top} comes after ${last.word} at ${last.top}`,
            );
          }
          last = place;
        }
        assert.ok(words.length > 8, words.join(", "));
      });
    }
  },
);

browserTest("the page fits a telephone: nothing is wider than the screen", async () => {
  for (const state of [demoState(), validatorState(), minerState()]) {
    await look(state, async ({ page }) => {
      await page.setViewport({ width: 360, height: 740 });
      await page.evaluate(inPage.openAll);
      await until(
        () => page.evaluate(inPage.fits),
        BROWSER_PATIENCE_MS,
        "fitting",
      );
    });
  }
});

browserTest("pictures for the documentation can be taken of every page", () =>
  withTempDir(async (folder) => {
    const { PICTURES, takePictures } = await import("../../tools/screenshots/pictures.ts");
    const taken = await takePictures(await browser(), folder);
    assert.deepEqual(taken.map(({ name }) => name), PICTURES.map(({ name }) => name));
    const page = await Deno.readTextFile(new URL("../../docs/dashboard.md", import.meta.url));
    for (const { name, bytes } of taken) {
      assert.ok(bytes > 20_000 && bytes < 150_000, `${name}: ${bytes} bytes`);
      assert.ok(page.includes(`(assets/${name})`), `docs/dashboard.md shows ${name}`);
      assert.ok((await Deno.stat(new URL(`../../docs/assets/${name}`, import.meta.url))).size > 20_000);
    }
  }));
