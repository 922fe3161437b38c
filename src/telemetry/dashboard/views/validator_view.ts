import type { DashboardState, MinerRow, ValidatorView } from "../types.ts";
import { count, duration, line, percent, share, UNKNOWN } from "../page_format.ts";
import { conversations } from "./conversations_view.ts";
import { bar, statusTone } from "./graphics_view.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout_view.ts";
import { minersTable, type TableQuery } from "./miners_table_view.ts";
import { plot } from "./plot_view.ts";
import { tiles } from "./status_view.ts";

/** Curves that can be told apart in one picture. */
const CURVES = 8;

/** Name of a miner in plots. */
function minerLabel(miner: MinerRow): string {
  return miner.kind ? `${miner.uid} ${line(miner.kind, 16)}` : `uid ${miner.uid}`;
}

/** The validator's first page. */
export function validatorPage(state: DashboardState, view: ValidatorView, query: TableQuery): Html {
  const best = [...view.miners].sort((a, b) => b.score - a.score || a.uid - b.uid).slice(0, CURVES)
    .sort((a, b) => a.uid - b.uid);
  const curves = (history: "scoreHistory" | "weightHistory") =>
    best.map((miner) => ({ label: minerLabel(miner), points: miner[history] }));
  return page({
    state,
    title: state.kind === "demo" ? "Demo" : "Validator",
    body: html`${state.demo ? demoNote(state.demo) : ""}
<div class="pair">
${
      plot({
        id: "scores",
        title: view.miners.length > CURVES ? `Scores of the best ${CURVES}` : "Scores",
        axis: "step",
        curves: curves("scoreHistory"),
        format: share,
        decimals: 3,
      })
    }
${
      plot({
        id: "weights",
        title: view.miners.length > CURVES ? `Weights on chain of the best ${CURVES}` : "Weights on chain",
        axis: "block",
        curves: curves("weightHistory"),
        format: share,
        decimals: 3,
      })
    }
</div>
${minersTable(view, query)}
${tasks(view)}
${conversations(view.conversations)}`,
  });
}

function demoNote(demo: NonNullable<DashboardState["demo"]>): Html {
  return html`<p class="note-box">${line(demo.note, 400)}${
    demo.kendallTau === null ? "" : html`
      <strong>Kendall τ between coverage and weight: ${demo.kendallTau.toFixed(2)}</strong>
    `
  }</p>`;
}

function tasks(view: ValidatorView): Html {
  return html`<section class="card" aria-labelledby="tasks-title">
<div class="card-head"><h2 id="tasks-title">Tasks</h2></div>
<ul class="tasks">${
    view.tasks.map((task) =>
      html`<li><span>${line(task.name, 24)}</span>${bar(task.meanReward)}<span class="num">${
        share(task.meanReward)
      }</span><span class="faint num">${count(task.steps)} steps</span></li>`
    )
  }</ul>${view.tasks.length === 0 ? html`<p class="empty">No step yet.</p>` : ""}</section>`;
}

/** Place by score, 1 = the best. */
function rank(view: ValidatorView, miner: MinerRow): number {
  return 1 + view.miners.filter((one) => one.score > miner.score).length;
}

/** The page of one miner. */
export function minerOfValidatorPage(state: DashboardState, view: ValidatorView, miner: MinerRow): Html {
  const title = miner.kind ? `uid ${miner.uid}, ${line(miner.kind, 24)}` : `uid ${miner.uid}`;
  const own = view.conversations.filter((one) =>
    one.responses.some((response) => response.uid === miner.uid)
  );
  return page({
    state,
    title,
    trail: [{ href: "/", text: state.kind === "demo" ? "Demo" : "Validator" }],
    subtitle: line(miner.hotkey),
    body: html`${
      tiles([
        {
          label: "Score",
          value: share(miner.score),
          note: `rank ${rank(view, miner)} of ${view.miners.length}`,
        },
        { label: "Weight", value: share(miner.weight) },
        { label: "Incentive", value: share(miner.incentive) },
        {
          label: "Answered",
          value: percent(miner.asked === 0 ? null : miner.answered / miner.asked),
          note: `${count(miner.answered)} of ${count(miner.asked)}`,
        },
        {
          label: "Last status",
          value: html`<span class="status ${statusTone(miner.lastStatus)}">${
            miner.lastStatus ?? UNKNOWN
          }</span>`,
        },
        { label: "TTFT", value: duration(miner.ttftMs), note: "first piece" },
        {
          label: "Tokens/s",
          value: miner.tokensPerS === null ? UNKNOWN : miner.tokensPerS.toFixed(1),
        },
      ], "Miner")
    }
${
      tiles(
        Object.entries(miner.taskMeans).slice(0, 12).map(([name, mean]) => ({
          label: line(name, 20),
          value: mean.toFixed(2),
          note: "mean reward",
        })),
        "Mean reward by task",
      )
    }
<div class="pair">
${
      plot({
        id: "score",
        title: "Score",
        axis: "step",
        curves: [{ label: "score", points: miner.scoreHistory }],
        format: share,
        decimals: 3,
      })
    }
${
      plot({
        id: "weight",
        title: "Weight on chain",
        axis: "block",
        curves: [{ label: "weight", points: miner.weightHistory }],
        format: share,
        decimals: 3,
      })
    }
</div>
${conversations(own, miner.uid)}`,
  });
}
