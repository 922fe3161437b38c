import type { ConversationView, ResponseView, RewardTermView } from "../types.ts";
import { clockTime, duration, foreign, line, share, shortKey } from "../page_format.ts";
import { bar, statusTone } from "./graphics_view.ts";
import { type Html, html } from "./html.ts";

/** The last conversations, each with every answer and every reward term. */
export function conversations(list: readonly ConversationView[], only?: number): Html {
  return html`<section class="card" aria-labelledby="talk-title">
<div class="card-head"><h2 id="talk-title">Last conversations</h2></div>
${list.map((one) => conversation(one, only))}
${list.length === 0 ? html`<p class="empty">No step yet.</p>` : ""}
</section>`;
}

function conversation(one: ConversationView, only: number | undefined): Html {
  const responses = only === undefined ? one.responses : one.responses.filter((r) => r.uid === only);
  const totals = responses.map((response) => response.total);
  const mean = totals.length === 0 ? null : totals.reduce((sum, total) => sum + total, 0) / totals.length;
  return html`
    <details class="talk" id="step-${one.step}">
      <summary><span class="step">#${one.step}</span><span class="chip">${line(
        one.task,
        24,
      )}</span><span class="topic">${line(
        one.topic,
        80,
      )}</span><span class="grow"></span><span class="faint">${clockTime(one.atMs)}</span>${bar(
        mean,
      )}<span class="num" title="mean reward"><span class="sr">mean reward </span>${share(
        mean,
      )}</span></summary>
      <div class="talk-body">
    ${one.messages.map((message) =>
      html`
        <div class="said">
          <h3>${line(message.role, 20)}</h3>
          <p>${foreign(message.content)}</p>
        </div>
      `
    )}
    <div class="said reference"><h3>reference</h3><p>${foreign(one.reference)}</p></div>
    <ol class="answers">${responses.map(answer)}</ol>
      </div>
    </details>
  `;
}

function answer(response: ResponseView): Html {
  return html`<li class="answer">
<div class="answer-head"><a href="/miners/${response.uid}">uid ${response.uid}</a><span class="mono faint">${
    shortKey(response.hotkey)
  }</span><span class="status ${
    statusTone(response.status)
  }">${response.status}</span><span class="faint">first piece ${duration(response.ttftMs)}, all ${
    duration(response.totalMs)
  }</span><span class="grow"></span>${bar(response.total)}<strong class="num">${
    share(response.total)
  }</strong></div>
${
    response.completion === ""
      ? html`<p class="empty">No text.</p>`
      : html`<p class="completion">${foreign(response.completion)}</p>`
  }
${response.terms.length > 0 ? terms(response) : ""}
</li>`;
}

/** Rewards add to the total, penalties multiply it (docs/spec/domain.md#58-combination). */
function effect({ kind, value }: RewardTermView): string {
  return kind === "reward" ? `+ ${value.toFixed(3)}` : `× ${value.toFixed(3)}`;
}

function costs({ kind, value }: RewardTermView): boolean {
  return kind === "penalty" && value < 1;
}

function terms(response: ResponseView): Html {
  return html`
    <table class="terms">
      <caption class="sr">Reward terms of uid ${response.uid}</caption>
      <thead>
        <tr>
          <th scope="col">Term</th>
          <th scope="col">Kind</th>
          <th scope="col" class="num">Weight</th>
          <th scope="col" class="num">Raw</th>
          <th scope="col" class="num">Effect</th>
        </tr>
      </thead>
      <tbody>${response.terms.map((term) =>
        html`
          <tr class="${costs(term) ? "costs" : ""}">
            <th scope="row">${line(term.model, 30)}</th>
            <td>${term.kind}</td>
            <td class="num">${term.weight.toFixed(2)}</td>
            <td class="num">${term.raw === null ? "missing" : share(term.raw)}</td>
            <td class="num">${effect(term)}</td>
          </tr>
        `
      )}</tbody>
    </table>
  `;
}
