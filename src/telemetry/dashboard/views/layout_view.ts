import type { DashboardState } from "../types.ts";
import { line } from "../page_format.ts";
import { alarms } from "./alarms_view.ts";
import { type Html, html, when } from "./html.ts";
import { status } from "./status_view.ts";

/** The frame of a page. */
export interface PageOptions {
  state: DashboardState;
  title: string;
  /** Names the operator's place: links of the way back, outermost first. */
  trail?: { href: string; text: string }[];
  /** In small letters below the title. */
  subtitle?: string;
  body: Html;
}

/** A whole page: head, bar, alarms, status line, body. */
export function page({ state, title, trail = [], subtitle, body }: PageOptions): Html {
  const place = `${line(state.network, 30)} · netuid ${state.netuid}`;
  return html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${title} · sn1 ${state.kind}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/assets/uplot.css">
        <link rel="stylesheet" href="/assets/app.css">
        <script src="/assets/theme.js"></script>
        <script src="/assets/uplot.js" defer></script>
        <script src="/assets/app.js" type="module"></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <header class="bar">
          <a class="brand"
            href="/"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2.5 20.2 7.2v9.6L12 21.5 3.8 16.8V7.2z"/><circle cx="12" cy="12" r="3.2"/></svg><span>sn1</span></a>
          <span class="chip">${state.kind}</span>
          <span class="place">${place}</span>
          <span class="grow"></span>
          <span id="live" class="live" role="status"
            data-own><span class="dot" aria-hidden="true"></span><span class="word">static page</span></span>
          <button id="theme" type="button" class="ghost" data-own hidden>Theme</button>
        </header>
        <main id="main" tabindex="-1">
    ${trail.length > 0
      ? html`<nav aria-label="Breadcrumb" class="trail">${
        trail.map(({ href, text }) => html`<a href="${href}">${text}</a><span aria-hidden="true">/</span>`)
      }<span aria-current="page">${title}</span></nav>`
      : ""}
    <h1 class="${trail.length > 0 ? "" : "sr"}">${title}</h1>
    ${when(subtitle, () => html`<p class="mono key-line">${subtitle}</p>`)}
    ${alarms(state.alarms)}
    ${trail.length > 0 ? "" : status(state)}
    ${body}
        </main>
        <footer
          class="foot"><span>sn1 ${state
            .version}</span><a href="/api/state">State as JSON</a><a href="/metrics">Metrics</a></footer>
      </body>
    </html>
  `;
}
