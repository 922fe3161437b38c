// Keeps the page live: when the neuron reports something, the page is asked for again and what differs is changed.
// Without this script every page still works, it only stands still.
import { morph } from "./morph.js";
import { drawPlots, redrawPlots } from "./plots.js";

const EVENTS = ["block", "step", "weights", "request", "alarm", "state"];
const REFRESH_MS = 1000;
const RETRY_MS = 2000;
const live = document.getElementById("live");
let lastRefresh = 0;
let planned = 0;
let asked = 0;

function say(state, word) {
  if (live.dataset.state === state) return;
  live.dataset.state = state;
  live.querySelector(".word").textContent = word;
}

function plan() {
  if (planned !== 0 || document.hidden) return;
  planned = setTimeout(() => {
    planned = 0;
    refresh();
  }, Math.max(0, lastRefresh + REFRESH_MS - Date.now()));
}

/** Fetches an address of ours and turns this page into it. */
async function refresh(address = location.href) {
  lastRefresh = Date.now();
  const mine = ++asked;
  try {
    const response = await fetch(address, {
      headers: { accept: "text/html" },
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(String(response.status));
    const text = await response.text();
    // A later request was answered first, or the reader went on.
    if (mine !== asked) return true;
    const next = new DOMParser().parseFromString(text, "text/html");
    const focused = document.activeElement?.id;
    document.title = next.title;
    morph(document.getElementById("main"), next.getElementById("main"));
    if (focused && document.activeElement?.id !== focused) {
      document.getElementById(focused)?.focus({ preventScroll: true });
    }
    drawPlots();
    document.documentElement.dataset.refreshed = String(
      Number(document.documentElement.dataset.refreshed ?? 0) + 1,
    );
    return true;
  } catch {
    say("lost", "connection lost, retrying");
    return false;
  }
}

function connect() {
  const source = new EventSource("/api/events");
  source.onopen = () => {
    say("live", "live");
    plan();
  };
  source.onerror = () => {
    say("lost", "connection lost, retrying");
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(connect, RETRY_MS);
  };
  for (const name of EVENTS) source.addEventListener(name, plan);
}

/** Sorting and finding without a new page. */
async function go(address) {
  history.pushState(null, "", address);
  if (!await refresh(address)) location.assign(address);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-soft]");
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(link.href);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-soft]")) return;
  event.preventDefault();
  go(`${event.target.getAttribute("action")}?${new URLSearchParams(new FormData(event.target))}`);
});
addEventListener("popstate", () => refresh());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) plan();
});

const button = document.getElementById("theme");
const system = matchMedia("(prefers-color-scheme: dark)");
const theme = () => document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light");
const nameButton = () => button.textContent = theme() === "dark" ? "Light" : "Dark";
button.hidden = false;
button.setAttribute("aria-label", "Switch between light and dark");
nameButton();
button.addEventListener("click", () => {
  const next = theme() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem("sn1-theme", next);
  } catch {
    // The choice holds for this page only.
  }
  nameButton();
  redrawPlots();
});
system.addEventListener("change", () => {
  nameButton();
  redrawPlots();
});

drawPlots();
connect();
