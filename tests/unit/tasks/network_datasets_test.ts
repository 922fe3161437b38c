import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../../src/base/mod.ts";
import { findDate, pySplit } from "../../../src/text/mod.ts";
import { codeKeywords } from "../../../tasks/datasets/hf_coding.ts";
import { htmlText, MAX_HTML_CHARACTERS } from "../../../tasks/datasets/html_text.ts";
import { createDatasets, type Dataset, DatasetError } from "../../../tasks/mod.ts";
import {
  filterCategories,
  rankLinks,
  sectionText,
  titlesFromContent,
  walkSections,
} from "../../../tasks/datasets/wiki_sections.ts";
import huggingface from "../../fixtures/sources/huggingface.json" with { type: "json" };
import mediawiki from "../../fixtures/sources/mediawiki.json" with { type: "json" };
import stackexchange from "../../fixtures/sources/stackexchange.json" with { type: "json" };
import { datasetSuite } from "../../kit/dataset_suite.ts";
import { InstantClock } from "../../kit/instant_clock.ts";
import { full } from "../../kit/mod.ts";
import { readVectors, reportCases } from "../../kit/vectors.ts";
import { type Recorded, recordedFetch } from "../../kit/recorded_fetch.ts";

/** A MediaWiki of four titles and the pages of all days. */
function wikiAnswer(url: URL): Recorded {
  const p = url.searchParams;
  if (p.get("list") === "random") return { body: mediawiki.random };
  if (p.get("list") === "search") return { body: mediawiki.search };
  if (p.get("action") === "parse") return { body: mediawiki.sections };
  const title = p.get("titles")!;
  if (title === "Lorne") return { body: mediawiki.disambiguation };
  if (title === "Port Lorn") return { body: mediawiki.missing };
  if (/^[A-Z][a-z]+ \d+$/.test(title)) return { body: mediawiki.day };
  return { body: p.has("plcontinue") ? mediawiki.page_second : mediawiki.page_first };
}

function answer(url: URL): Recorded {
  if (url.host === "en.wikipedia.org") return wikiAnswer(url);
  if (url.host === "api.stackexchange.com") {
    return {
      body: url.pathname.endsWith("/answers")
        ? { ...stackexchange.answers, backoff: 0 }
        : stackexchange.questions,
    };
  }
  if (url.searchParams.get("dataset")?.includes("dolly") && url.pathname === "/rows") {
    return { body: huggingface.instructions };
  }
  return { body: url.pathname === "/size" ? huggingface.size : huggingface.rows };
}

function open(name: string, from: (url: URL, call: number) => Recorded | Error = answer) {
  const fetch = recordedFetch(from);
  const clock = new InstantClock();
  const modules = { fetch, clock, random: seededRandom(0), userAgent: "sn1/0 (test)", local: null };
  return { dataset: createDatasets(modules).find((d) => d.name === name)!, fetch, clock };
}

const make = (name: string) => (): Dataset => open(name).dataset;

datasetSuite("wiki", make("wiki"), {
  draws: 12,
  minWords: 50,
  each(context) {
    assert.ok(["Port Lorne", "Lorne", "Port Lorn"].includes(context.title));
    assert.ok(["History", "Fishing"].includes(context.subtopic), "excluded sections are never chosen");
    assert.equal(context.topic, context.subtopic === "Fishing" ? "Economy" : "History");
    assert.deepEqual(context.tags, ["Harbour towns"]);
    assert.equal(context.externalLinks.length, 4, "links of both replies are there");
    assert.equal(context.extra.section_length, pySplit(context.content).length);
  },
});
datasetSuite("wiki_date", make("wiki_date"), {
  draws: 24,
  each(context) {
    const { date, sentence } = context.extra as { date: string; sentence: string };
    assert.ok(context.content.includes("<date>"));
    assert.equal(findDate(sentence)?.date, date);
    assert.ok(/^[A-Z][a-z]+ \d+, \d{4}$/.test(date), date);
  },
});
datasetSuite("stack_overflow", make("stack_overflow"), {
  draws: 4,
  each(context) {
    assert.ok(["How do I reverse a list & keep it?", "What does <=> mean?"].includes(context.title));
    assert.equal(context.content, "Use reversed(xs) or a slice:\nxs[::-1] > 0\nBoth give a new list.");
  },
});
datasetSuite("hf_coding", make("hf_coding"), {
  draws: 6,
  each(context) {
    assert.equal(context.topic, "Python");
    assert.ok(["src/add.py", "src/two.py"].includes(context.subtopic));
  },
});

datasetSuite("hf_instruction", make("hf_instruction"), {
  draws: 4,
  each(context) {
    assert.ok(
      ["Name three rivers that cross a border.", "Why do cats purr when they rest?"].includes(
        context.content,
      ),
    );
    assert.ok(["brainstorming", "open qa"].includes(context.topic));
  },
});

Deno.test("the wiki is asked as its operators want it, and a page is fetched once", async () => {
  const { dataset, fetch } = open("wiki");
  for (let i = 0; i < 12; i++) await dataset.next(seededRandom(i));
  for (const { url, headers } of fetch.calls) {
    assert.equal(headers.get("user-agent"), "sn1/0 (test)");
    assert.equal(url.searchParams.get("maxlag"), "5");
    assert.equal(url.searchParams.get("format"), "json");
  }
  const pages = fetch.calls.filter(({ url }) => url.searchParams.get("titles") === "Port Lorne");
  assert.equal(pages.length, 2, "the page and its continuation");
});

Deno.test("a lagging wiki is asked again later, an error code is no context", async () => {
  const lagging = open(
    "wiki",
    (url, call) => call === 0 ? { body: mediawiki.maxlag, headers: { "retry-after": "5" } } : wikiAnswer(url),
  );
  assert.ok(await lagging.dataset.next(seededRandom(1)));
  assert.ok(lagging.clock.waits.includes(5000));
  const broken = open("wiki", () => ({ body: { error: { code: "internal_api_error" } } }));
  await assert.rejects(broken.dataset.next(seededRandom(1)), DatasetError);
});

Deno.test("disambiguation pages that lead to each other end after a few hops", async () => {
  const loop = { ...mediawiki.disambiguation.query.pages[0]!, links: [{ ns: 0, title: "Lorne" }] };
  const { dataset, fetch } = open(
    "wiki",
    (url) =>
      url.searchParams.get("list") === "random"
        ? { body: { query: { random: [{ title: "Lorne" }] } } }
        : { body: { query: { pages: [loop] } } },
  );
  assert.equal(await dataset.next(seededRandom(1)), null);
  assert.ok(fetch.calls.length < 10);
});

Deno.test("strange replies of a source give no context or an error, never a crash", async () => {
  const strange: unknown[] = [
    null,
    [],
    "text",
    5,
    { query: null },
    { query: { random: [null, 5, {}] } },
    {
      query: { pages: [null] },
    },
    { items: [null, { question_id: "x" }] },
    { rows: [null, { row: null }] },
    {
      size: { config: { num_rows: 5 } },
    },
  ];
  for (const name of ["wiki", "wiki_date", "stack_overflow", "hf_coding", "hf_instruction"]) {
    for (const body of strange) {
      const { dataset } = open(name, () => ({ body: JSON.stringify(body) }));
      try {
        assert.equal(await dataset.next(seededRandom(1)), null, `${name} ${JSON.stringify(body)}`);
      } catch (error) {
        assert.ok(error instanceof DatasetError, `${name} ${JSON.stringify(body)}: ${error}`);
      }
    }
  }
});

Deno.test("Stack Exchange's wish to wait is kept, and a spent quota ends the asking", async () => {
  const { dataset, fetch, clock } = open("stack_overflow", (url) => ({
    body: url.pathname.endsWith("/answers") ? stackexchange.answers : stackexchange.questions,
  }));
  assert.ok(await dataset.next(seededRandom(1)));
  const asked = fetch.calls.length;
  await assert.rejects(
    dataset.next(seededRandom(2)),
    (error: unknown) =>
      error instanceof DatasetError && error.code === "unavailable" && error.data.retryAfterS === 12,
  );
  assert.equal(fetch.calls.length, asked, "it was asked again too early");
  await clock.advance(12_000);
  assert.ok(await dataset.next(seededRandom(3)));
  const spent = open("stack_overflow", () => ({ body: stackexchange.spent }));
  assert.equal(await spent.dataset.next(seededRandom(1)), null);
  await assert.rejects(spent.dataset.next(seededRandom(1)), DatasetError);
});

Deno.test("keywords are looked for outside of comments", () => {
  assert.deepEqual(codeKeywords("# while\nimport numpy\ndef f():\n  return 1", "Python"), [
    "def",
    "import",
    "return",
    "numpy",
  ]);
});

Deno.test("HTML becomes text without scripts, tags and entities", () => {
  assert.equal(
    htmlText("<p>a &lt; b &#x41;&#66;</p><script>x()</script><b>c</b>&unknown;"),
    "a < b AB\nc&unknown;",
  );
  assert.equal(htmlText("&#xd800;&#0;x".repeat(1000)).length, 1000);
});

Deno.test("scripts and styles are left out exactly where the plain pattern would leave them out", () => {
  const plain = (html: string) =>
    html.replace(/<(?:script|style)\b[\s\S]{0,100000}?<\/(?:script|style)>/gi, "");
  const rest = (html: string) => htmlText(plain(html));
  const part = fc.tuple(
    fc.constantFrom(
      "<script",
      "<SCRIPT>",
      "<style ",
      "</script>",
      "</Style>",
      "<scripts>",
      "x",
      " a ",
      "<",
      ">",
    ),
    fc.constantFrom(1, 1, 2, 60_000, 99_999, 100_001),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 7 }), (parts) => {
      const html = parts.map(([text, times]) => text.length === 1 ? text.repeat(times) : text).join("");
      assert.equal(htmlText(html), rest(html.slice(0, MAX_HTML_CHARACTERS)));
    }),
    { numRuns: 300 },
  );
});

full("wiki sections, links and categories are chosen as in the original", async () => {
  const file = await readVectors("wiki.json");
  if (!file) return;
  for (const { id, input, expected } of file.cases) {
    if (input.kind === "sections") {
      const rules = { minWords: input.min_words, excluded: input.exclude_headers, headerOnly: true };
      assert.deepEqual(walkSections(input.content, input.section_titles, rules), expected.sections, id);
      assert.deepEqual(titlesFromContent(input.content), expected.titles_from_content, id);
      for (const [title, text] of Object.entries(expected.raw_section_text)) {
        assert.equal(sectionText(input.content, title), text, `${id} ${title}`);
      }
    } else if (input.kind === "links") {
      const ranked = rankLinks(input.summary, input.links, input.num_links, input.num_summary_words);
      assert.deepEqual(ranked.map(([title]) => title), expected.map(([title]: [string]) => title), id);
      ranked.forEach(([, score], i) => assert.ok(Math.abs(score - expected[i][1]) <= 1e-12, id));
    } else {
      assert.deepEqual(filterCategories(input.categories, input.exclude, input.include), expected, id);
    }
  }
  reportCases("wiki.json", file.cases.length);
});

Deno.test("sections under an excluded title of their own are left out", () => {
  const text = "Intro\n\n== See also ==\n" + "word ".repeat(60) + "\n\n== Life ==\n" + "word ".repeat(60);
  assert.deepEqual(walkSections(text, ["See also", "Life"]).map((s) => s.title), ["Life"]);
});

Deno.test("the seconds of a throttle violation are waited for without asking, even hours", async () => {
  for (const seconds of [90, 40_000]) {
    let banned = true;
    const { dataset, fetch, clock } = open("stack_overflow", (url) =>
      banned
        ? {
          status: 400,
          body: {
            error_id: 502,
            error_name: "throttle_violation",
            error_message: `too many requests from this IP, more requests available in ${seconds} seconds`,
          },
        }
        : answer(url));
    const random = seededRandom(3);
    const refused = (error: unknown) =>
      error instanceof DatasetError && error.code === "unavailable" && Number(error.data.retryAfterS) > 0;
    await assert.rejects(dataset.next(random), refused);
    const asked = fetch.calls.length;
    assert.equal(asked, 1);
    banned = false;
    await clock.sleep((seconds - 2) * 1000);
    await assert.rejects(dataset.next(random), refused);
    assert.equal(fetch.calls.length, asked, "not asked while it is throttled");
    await clock.sleep(3000);
    assert.ok(await dataset.next(random));
  }
});

Deno.test("rows with cells the server cut are skipped", async () => {
  for (const [name, field] of [["hf_coding", "code"], ["hf_instruction", "instruction"]] as const) {
    const cutAll = open(name, (url) => {
      const reply = answer(url);
      const body = structuredClone(reply.body) as { rows?: { truncated_cells?: string[] }[] };
      for (const row of body.rows ?? []) row.truncated_cells = [field];
      return { body };
    });
    for (let i = 0; i < 3; i++) assert.equal(await cutAll.dataset.next(seededRandom(i)), null, name);
    const none = open(name);
    let whole = false;
    for (let i = 0; i < 5; i++) whole ||= await none.dataset.next(seededRandom(i)) !== null;
    assert.ok(whole, name);
  }
});
