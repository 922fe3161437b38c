import cardsCss from "./assets/cards.css" with { type: "text" };
import frameCss from "./assets/frame.css" with { type: "text" };
import tablesCss from "./assets/tables.css" with { type: "text" };
import talksCss from "./assets/talks.css" with { type: "text" };
import themeCss from "./assets/theme.css" with { type: "text" };
import appJs from "./assets/app.js" with { type: "text" };
import icon from "./assets/icon.svg" with { type: "text" };
import morphJs from "./assets/morph.js" with { type: "text" };
import plotsJs from "./assets/plots.js" with { type: "text" };
import themeJs from "./assets/theme.js" with { type: "text" };
import uplotJs from "uplot/dist/uPlot.iife.min.js" with { type: "text" };
import uplotCss from "uplot/dist/uPlot.min.css" with { type: "text" };

const SCRIPT = "text/javascript; charset=utf-8";
const STYLE = "text/css; charset=utf-8";

/** Files of the pages, part of the program: nothing is fetched from anywhere. */
export const ASSETS: Readonly<Record<string, { type: string; text: string }>> = {
  "app.css": { type: STYLE, text: [themeCss, frameCss, cardsCss, tablesCss, talksCss].join("\n") },
  "app.js": { type: SCRIPT, text: appJs },
  "icon.svg": { type: "image/svg+xml", text: icon },
  "morph.js": { type: SCRIPT, text: morphJs },
  "plots.js": { type: SCRIPT, text: plotsJs },
  "theme.js": { type: SCRIPT, text: themeJs },
  "uplot.css": { type: STYLE, text: uplotCss },
  "uplot.js": { type: SCRIPT, text: uplotJs },
};
