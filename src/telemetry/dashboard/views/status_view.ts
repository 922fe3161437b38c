import type { DashboardState } from "../types.ts";
import { age, count, line, percent, shortKey, UNKNOWN } from "../page_format.ts";
import { type Html, html } from "./html.ts";

/** One fact of the status line. */
export interface Tile {
  label: string;
  value: string | Html;
  /** Smaller text below the value. */
  note?: string;
  /** Colors the value. */
  tone?: "ok" | "warn" | "error";
  /** Takes two places, for long values. */
  wide?: boolean;
}

/** Facts side by side. */
export function tiles(list: readonly Tile[], label: string): Html {
  if (list.length === 0) return html``;
  return html`<dl class="tiles" aria-label="${label}">${
    list.map((tile) =>
      html`<div class="tile${tile.wide ? " wide" : ""}"><dt>${tile.label}</dt><dd class="${
        tile.tone ?? ""
      }">${tile.value}</dd>${tile.note ? html`<dd class="note">${tile.note}</dd>` : ""}</div>`
    )
  }</dl>`;
}

/** A chain whose newest block is older than this many of its blocks (12 s) is worth a color. */
const STALE_MS = 60_000;

/** The line under the bar: who we are, how the chain is, what comes next. */
export function status(state: DashboardState): Html {
  const { neuron, chain, validator } = state;
  const stale = !chain.connected || chain.headAgeMs > STALE_MS;
  const list: Tile[] = [
    {
      label: "uid",
      value: neuron.uid === null ? UNKNOWN : String(neuron.uid),
      note: shortKey(neuron.hotkey),
    },
  ];
  if (validator) {
    list.push({
      label: "Permit",
      value: neuron.validatorPermit ? "yes" : "no",
      tone: neuron.validatorPermit ? "ok" : "error",
      note: validator.vtrust === null ? "vtrust unknown" : `vtrust ${validator.vtrust.toFixed(3)}`,
    });
  }
  list.push({
    label: "Block",
    value: count(chain.block),
    note: chain.connected ? `head is ${age(chain.headAgeMs)} old` : "disconnected",
    tone: stale ? "error" : undefined,
  });
  if (validator) {
    list.push(
      { label: "Step", value: count(validator.step), note: `profile ${line(validator.profile, 20)}` },
      {
        label: "Weights set",
        value: validator.blocksSinceWeights === null ? "never" : count(validator.blocksSinceWeights),
        note: validator.shadow ? "shadow: sets nothing" : "blocks ago",
        tone: validator.blocksSinceWeights !== null && validator.blocksSinceWeights > 3 * chain.tempo
          ? "warn"
          : undefined,
      },
      {
        label: "Next weights",
        value: validator.blocksToWeights === null
          ? UNKNOWN
          : validator.blocksToWeights <= 0
          ? "now"
          : count(validator.blocksToWeights),
        note: "blocks to go",
      },
    );
  }
  list.push({ label: "Stake", value: count(neuron.stake) });
  if (state.miner) {
    list.push({ label: "Incentive", value: percent(state.miner.forecast?.incentive ?? null) });
  }
  list.push({
    label: "Chain endpoint",
    value: chain.connected ? "connected" : "lost",
    note: `${line(chain.endpoint, 60)} · tempo ${count(chain.tempo)}`,
    tone: chain.connected ? undefined : "error",
    wide: true,
  });
  return tiles(list, "Status");
}
