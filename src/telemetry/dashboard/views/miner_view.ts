import type { DashboardState, MinerView } from "../types.ts";
import { age, bytes, count, line, percent, shortKey, UNKNOWN } from "../page_format.ts";
import { bar, statusTone, statusWord } from "./graphics_view.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout_view.ts";
import { plot } from "./plot_view.ts";
import { type Tile, tiles } from "./status_view.ts";

/** The miner's page. */
export function minerPage(state: DashboardState, view: MinerView, nowMs: number): Html {
  return page({
    state,
    title: "Miner",
    body: html`${tiles(engineTiles(view), "Engine")}
<div class="trio">
${
      plot({
        id: "ttft",
        title: "Time to first piece (TTFT)",
        axis: "time",
        curves: [{ label: "median", points: view.ttftP50 }, { label: "95 %", points: view.ttftP95 }],
        format: (value) => `${value.toFixed(3)} s`,
        decimals: 3,
        unit: " s",
      })
    }
${
      plot({
        id: "throughput",
        title: "Tokens per second",
        axis: "time",
        curves: [{ label: "per answer", points: view.tokensPerS }],
        format: (value) => value.toFixed(1),
        decimals: 1,
      })
    }
${
      plot({
        id: "requests",
        title: "Requests per minute",
        axis: "time",
        curves: [{ label: "answered", points: view.requestsPerMinute }],
        format: (value) => value.toFixed(0),
        decimals: 0,
      })
    }
</div>
<div class="trio">${forecast(view)}${answers(view)}${refusals(view)}</div>
${validators(view, nowMs)}`,
  });
}

function engineTiles(view: MinerView): Tile[] {
  const { engine, memory, axon } = view;
  return [
    {
      label: "Axon",
      value: axon ? `${axon.ip}:${axon.port}` : "not announced",
      note: axon ? "announced on chain" : undefined,
      tone: axon ? undefined : "error",
      wide: true,
    },
    { label: "Engine", value: engine.kind, note: line(engine.model, 60) },
    {
      label: "Device",
      value: line(engine.device, 20),
      note: `${count(engine.contextTokens)} tokens of context`,
    },
    { label: "Requests", value: count(view.requests) },
    {
      label: "Running",
      value: `${view.inFlight} of ${engine.parallel}`,
      note: `${view.queue} waiting`,
      tone: view.queue > engine.parallel ? "warn" : undefined,
    },
    {
      label: "Memory",
      value: bytes(memory.mainBytes),
      note: memory.engineBytes !== null
        ? `engine ${bytes(memory.engineBytes)}`
        : ["local", "exec"].includes(engine.kind)
        ? "engine not told yet"
        : "no engine process",
    },
  ];
}

function forecast({ forecast }: MinerView): Html {
  const body = forecast === null ? html`<p class="empty">Not registered on this subnet.</p>` : html`
    <dl class="facts">
      <div>
        <dt>Pruning rank</dt>
        <dd>${forecast.pruningRank} of ${forecast
          .neurons}${forecast.pruningRank <= 3 && forecast.immunityBlocksLeft <= 0
          ? html`
            <span class="status error">at risk</span>
          `
          : ""}</dd>
      </div>
      <div>
        <dt>Immunity left</dt>
        <dd>${forecast.immunityBlocksLeft > 0
          ? `${count(forecast.immunityBlocksLeft)} blocks (${age(forecast.immunityBlocksLeft * 12_000)})`
          : "none"}</dd>
      </div>
      <div>
        <dt>Incentive</dt>
        <dd>${percent(forecast.incentive)}</dd>
      </div>
      <div>
        <dt>Emission</dt>
        <dd>${forecast.emission.toFixed(4)}</dd>
      </div>
    </dl>
  `;
  return html`
    <section class="card"
      aria-labelledby="forecast-title"><div class="card-head"><h2 id="forecast-title">Deregistration forecast</h2></div>${body}</section>
  `;
}

/** A list of amounts with their part of all as a bar. */
function amounts(id: string, title: string, rows: { label: Html; amount: number }[], empty: string): Html {
  const all = rows.reduce((sum, { amount }) => sum + amount, 0);
  return html`
    <section class="card" aria-labelledby="${id}-title">
      <div class="card-head"><h2 id="${id}-title">${title}</h2></div>
      <ul class="tasks amounts">${rows.slice(0, 12).map(({ label, amount }) =>
        html`
          <li><span>${label}</span>${bar(all === 0 ? 0 : amount / all)}<span class="num">${count(
            amount,
          )}</span></li>
        `
      )}</ul>
      ${all === 0
        ? html`
          <p class="empty">${empty}</p>
        `
        : ""}
    </section>
  `;
}

function answers(view: MinerView): Html {
  const rows = view.statuses.map(({ status, count: amount }) => ({
    label: html`
      <span class="status ${statusTone(status)}">${status}</span> <span class="faint">${statusWord(
        status,
      )}</span>
    `,
    amount,
  }));
  return amounts("answers", "Answers by status", rows, "No request yet.");
}

function refusals(view: MinerView): Html {
  const rows = view.refused.map(({ reason, count: amount }) => ({
    label: html`${line(reason, 40).replaceAll("_", " ")}`,
    amount,
  }));
  return amounts("refusals", "Refused, by reason", rows, "Nothing refused.");
}

function validators(view: MinerView, nowMs: number): Html {
  return html`
    <section class="card"
      aria-labelledby="validators-title"><div class="card-head"><h2 id="validators-title">Requests by validator</h2></div>
    <div class="scroll" id="validators-scroll" tabindex="0" role="region" aria-labelledby="validators-title"><table>
    <caption class="sr">Requests by validator, most first</caption>
    <thead><tr><th scope="col">Hotkey</th><th scope="col" class="num">uid</th><th scope="col" class="num">Stake</th><th scope="col" class="num">Requests</th><th scope="col" class="num">Last</th></tr></thead>
    <tbody>${view.validators.slice(0, 100).map((one) =>
      html`
        <tr>
          <th scope="row"><span class="mono" title="${line(one.hotkey)}">${shortKey(one.hotkey)}</span></th>
          <td class="num">${one.uid ?? UNKNOWN}</td>
          <td class="num">${count(one.stake)}</td>
          <td class="num">${count(one.requests)}</td>
          <td class="num">${age(nowMs - one.lastMs)} ago</td>
        </tr>
      `
    )}</tbody></table></div>${view.validators.length === 0
      ? html`<p class="empty">No validator has asked yet.</p>`
      : ""}</section>
  `;
}
