import assert from "node:assert/strict";
import { seededRandom, systemClock } from "../../src/base/mod.ts";
import { createDatasets } from "../../tasks/mod.ts";
import { SourceClient } from "../../tasks/datasets/source_client.ts";
import { WikiDataset } from "../../tasks/datasets/wiki.ts";
import { WikiApi } from "../../tasks/datasets/wiki_api.ts";
import { full, withTempDir } from "../kit/mod.ts";
import { startWiki } from "./server.ts";

const sentence = (i: number) =>
  `In part ${i} the harbour of the town grew by another stone pier and by two cranes.`;
const long = Array.from({ length: 6 }, (_, i) => sentence(i)).join(" ");
const links = Array.from({ length: 520 }, (_, i) => `[[Linked page ${i}]]`).join(" ");

const PAGES: Record<string, string> = {
  "Port Lorne": `'''Port Lorne''' is a harbour town. See the [[Harbour]] and the [[Granite coast]].

== History ==
On March 3, 1871, the council opened a pier. ${long}

== Economy ==

=== ''Fishing'' & trade ===
${long} The cannery closed on June 30, 1964.

== See also ==
${long}

[[Category:Harbour towns]] [[Category:Articles needing care]]`,
  "Lorne town": "#REDIRECT [[Port Lorne]]",
  "Stub": "'''Stub''' is short.",
  "Many links": `A page. ${links}\n\n== Body ==\n${long}`,
  "May 4": `'''May 4''' is a day.

== Events ==
=== 1601–1900 ===
* 1675 – King Charles II of England orders the construction of an observatory.
* 1814 – Emperor Napoleon arrives on the island of Elba to begin his exile.

== Births ==
* 1655 – Bartolomeo Cristofori, maker of instruments who invented the piano

== Deaths ==
* 1938 – Carl von Ossietzky, journalist and laureate of a peace prize`,
};

full("the wiki datasets work against a real MediaWiki", async (t) => {
  await withTempDir(async (dir) => {
    const wiki = await startWiki(dir);
    try {
      for (const [title, text] of Object.entries(PAGES)) await wiki.write(title, text);
      const modules = { fetch, clock: systemClock, random: seededRandom(0) };
      const client = new SourceClient("wikipedia", { userAgent: "sn1-test (loopback)" }, modules);
      const api = new WikiApi(client, wiki.api);
      const dataset = new WikiDataset(api);

      await t.step("random titles are articles", async () => {
        const titles = await api.randomTitles(10);
        assert.ok(
          titles.length > 0 && titles.every((title) => title in PAGES || title === "Main Page"),
          `${titles}`,
        );
      });
      await t.step("a section comes with its header, links, categories and address", async () => {
        const seen = new Set<string>();
        for (let seed = 0; seed < 10; seed++) {
          const context = (await dataset.get("Port Lorne", seededRandom(seed)))!;
          seen.add(context.subtopic);
          assert.deepEqual(context.tags, ["Harbour towns"]);
          assert.deepEqual([...context.externalLinks].sort(), ["Granite coast", "Harbour"]);
          assert.match(String(context.extra.url), /Port_Lorne$/);
          assert.ok(context.content.includes(sentence(3)));
          if (context.subtopic === "Fishing & trade") assert.equal(context.topic, "Economy");
        }
        assert.deepEqual([...seen].sort(), ["Fishing & trade", "History"]);
      });
      await t.step("redirects are followed", async () => {
        const found = await api.lookup("Lorne town");
        assert.ok(
          found.kind === "page" && found.page.title === "Port Lorne" && found.page.sectionTitles.length === 4,
        );
      });
      await t.step("a page without a section worth asking about gives nothing", async () => {
        assert.equal(await dataset.get("Stub", seededRandom(1)), null);
      });
      await t.step("a missing page is looked for once by search, then given up", async () => {
        assert.equal((await api.lookup("No such page anywhere")).kind, "missing");
        assert.equal(await dataset.get("No such page anywhere", seededRandom(1)), null);
        assert.equal((await api.lookup("Bad[title")).kind, "missing");
      });
      await t.step("lists longer than one reply are put together", async () => {
        const found = await api.lookup("Many links");
        assert.ok(found.kind === "page");
        assert.equal(new Set(found.page.links).size, 520);
      });
      await t.step("pages about days give dated events", async () => {
        const dated = createDatasets({
          ...modules,
          userAgent: "sn1-test",
          addresses: { wiki: wiki.api },
          local: null,
        })
          .find((d) => d.name === "wiki_date")!;
        const found = await api.lookup("May 4");
        assert.ok(
          found.kind === "page" && /^1675 –/m.test(found.page.text),
          "list items are lines of the extract",
        );
        let contexts = 0;
        for (let seed = 0; seed < 30; seed++) {
          const context = await dated.next(seededRandom(seed));
          if (!context) continue;
          contexts++;
          assert.ok(context.content.includes("<date>") && typeof context.extra.date === "string");
        }
        assert.ok(contexts > 3, `${contexts}`);
      });
    } finally {
      await wiki.close();
    }
  });
});
