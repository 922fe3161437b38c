import type { Alarm } from "../types.ts";
import { clockTime, line } from "../page_format.ts";
import { type Html, html, when } from "./html.ts";

const WORDS: Record<Alarm["severity"], string> = { error: "Error", warn: "Warning", info: "Note" };

const RANK: Record<Alarm["severity"], number> = { error: 0, warn: 1, info: 2 };

/** The list of alarms; announced by screen readers when it changes. */
export function alarms(list: readonly Alarm[]): Html {
  return html`<section id="alarms" class="alarms" aria-label="Alarms" aria-live="polite">${
    [...list].sort((a, b) => RANK[a.severity] - RANK[b.severity]).slice(0, 20).map((alarm) =>
      html`<div id="alarm-${line(alarm.id, 60)}" class="alarm ${alarm.severity}">
  <strong>${WORDS[alarm.severity]}</strong>
  <span>${line(alarm.text, 300)}</span>
  ${when(alarm.fix, () => html`<code>${line(alarm.fix!, 120)}</code>`)}
  <time datetime="${new Date(alarm.sinceMs).toISOString()}">since ${clockTime(alarm.sinceMs)} UTC</time>
</div>`
    )
  }</section>`;
}
