import type { MinerRow, ValidatorView } from "../types.ts";
import { count, duration, line, share, shortKey, UNKNOWN } from "../page_format.ts";
import { bar, heat, sparkline, statusTone } from "./graphics_view.ts";
import { type Html, html } from "./html.ts";

/** How the table is ordered and narrowed, as asked for in the address. */
export interface TableQuery {
  sort: string;
  descending: boolean;
  /** Part of a hotkey, kind or uid. */
  find: string;
}

interface Column {
  key: string;
  label: string;
  /** What is sorted by; null stands last in both directions. */
  value: (miner: MinerRow) => number | string | null;
  cell: (miner: MinerRow) => Html;
  /** Numbers begin with the largest. */
  numeric: boolean;
}

const number = (
  key: string,
  label: string,
  value: (m: MinerRow) => number | null,
  text: (m: MinerRow) => string,
) => ({
  key,
  label,
  value,
  numeric: true,
  cell: (m: MinerRow) => html`<td class="num">${text(m)}</td>`,
});

function columns(view: ValidatorView): Column[] {
  return [
    {
      ...number("uid", "uid", (m) => m.uid, (m) => String(m.uid)),
      cell: (m) =>
        html`<th scope="row" class="num"><a id="miner-link-${m.uid}" href="/miners/${m.uid}">${m.uid}</a></th>`,
    },
    {
      key: "hotkey",
      label: "Hotkey",
      value: (m) => m.kind ?? m.hotkey,
      numeric: false,
      cell: (m) =>
        html`<td class="key"><span class="mono" title="${line(m.hotkey)}">${shortKey(m.hotkey)}</span>${
          m.kind ? html`<span class="kind">${line(m.kind, 24)}</span>` : ""
        }</td>`,
    },
    {
      key: "score",
      label: "Score",
      value: (m) => m.score,
      numeric: true,
      cell: (m) => html`<td class="num graded">${bar(m.score)}<span>${share(m.score)}</span></td>`,
    },
    {
      key: "trend",
      label: "Trend",
      value: (m) => m.score - (m.scoreHistory[0]?.[1] ?? m.score),
      numeric: true,
      cell: (m) => html`<td class="trend">${sparkline(m.scoreHistory)}</td>`,
    },
    {
      key: "weight",
      label: "Weight",
      value: (m) => m.weight,
      numeric: true,
      cell: (m) => html`<td class="num graded">${bar(m.weight)}<span>${share(m.weight)}</span></td>`,
    },
    number("incentive", "Incentive", (m) => m.incentive, (m) => share(m.incentive)),
    {
      key: "status",
      label: "Last",
      value: (m) => m.lastStatus,
      numeric: true,
      cell: (m) =>
        html`<td class="num"><span class="status ${statusTone(m.lastStatus)}">${
          m.lastStatus ?? UNKNOWN
        }</span></td>`,
    },
    number("ttft", "TTFT", (m) => m.ttftMs, (m) => duration(m.ttftMs)),
    number(
      "tps",
      "Tok/s",
      (m) => m.tokensPerS,
      (m) => m.tokensPerS === null ? UNKNOWN : m.tokensPerS.toFixed(1),
    ),
    number(
      "answered",
      "Answered",
      (m) => m.asked === 0 ? null : m.answered / m.asked,
      (m) => `${count(m.answered)}/${count(m.asked)}`,
    ),
    ...view.tasks.slice(0, 12).map((task): Column => ({
      key: `task-${task.name}`,
      label: line(task.name, 20),
      value: (m) => m.taskMeans[task.name] ?? null,
      numeric: true,
      cell: (m) => {
        const mean = m.taskMeans[task.name];
        return html`<td class="num heat ${heat(mean)}">${
          mean === undefined ? UNKNOWN : mean.toFixed(2)
        }</td>`;
      },
    })),
  ];
}

/** Miners in the asked order. */
export function sortMiners(view: ValidatorView, query: TableQuery): MinerRow[] {
  const column = columns(view).find((one) => one.key === query.sort);
  const find = query.find.toLowerCase();
  const rows = view.miners.filter((m) =>
    find === "" || String(m.uid) === find || m.hotkey.toLowerCase().includes(find) ||
    (m.kind ?? "").toLowerCase().includes(find)
  );
  if (!column) return rows;
  const sign = query.descending ? -1 : 1;
  return rows.sort((a, b) => {
    const [x, y] = [column.value(a), column.value(b)];
    if (x === null || y === null) return x === y ? a.uid - b.uid : x === null ? 1 : -1;
    return (x < y ? -1 : x > y ? 1 : 0) * sign || a.uid - b.uid;
  });
}

/** The table of miners: headings are links that sort, so that it works by keyboard and without scripts. */
export function minersTable(view: ValidatorView, query: TableQuery): Html {
  const list = columns(view);
  const rows = sortMiners(view, query);
  const head = (column: Column) => {
    const active = column.key === query.sort;
    const next = active ? (query.descending ? "asc" : "desc") : column.numeric ? "desc" : "asc";
    const order = active ? (query.descending ? "descending" : "ascending") : undefined;
    const find = query.find === "" ? "" : `&find=${encodeURIComponent(query.find)}`;
    const link = html`
      <a id="sort-${column.key}" data-soft
        href="/?sort=${encodeURIComponent(column.key)}&dir=${next}${find}">${column
          .label}<span class="arrow" aria-hidden="true">${active
          ? (query.descending ? "↓" : "↑")
          : ""}</span></a>
    `;
    const tone = column.numeric && column.key !== "trend" ? "num" : "";
    return order
      ? html`<th scope="col" class="${tone}" aria-sort="${order}">${link}</th>`
      : html`<th scope="col" class="${tone}">${link}</th>`;
  };
  return html`<section class="card" aria-labelledby="miners-title">
<div class="card-head"><h2 id="miners-title">Miners <span class="faint">${count(rows.length)}</span></h2>
<form role="search" action="/" method="get" data-soft><input type="hidden" name="sort" value="${query.sort}"><input type="hidden" name="dir" value="${
    query.descending ? "desc" : "asc"
  }"><label class="sr" for="find">Find a miner</label><input id="find" name="find" type="search" value="${query.find}" placeholder="uid, hotkey, kind" autocomplete="off" spellcheck="false"></form></div>
<div class="scroll" id="miners-scroll" tabindex="0" role="region" aria-labelledby="miners-title"><table class="miners">
<caption class="sr">Miners, sorted by ${query.sort}, ${
    query.descending ? "descending" : "ascending"
  }</caption>
<thead><tr>${list.map(head)}</tr></thead>
<tbody>${rows.map((m) => html`<tr id="miner-${m.uid}">${list.map((column) => column.cell(m))}</tr>`)}</tbody>
</table></div>
${rows.length === 0 ? html`<p class="empty">No miner ${query.find ? "matches" : "yet"}.</p>` : ""}
</section>`;
}
