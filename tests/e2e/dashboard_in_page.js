// Runs inside of the page, so it is written in the language of pages. Each function stands alone.

export function focusedId() {
  return document.activeElement?.id;
}

export function focusedText() {
  return document.activeElement?.textContent;
}

export function sortOf(link) {
  return link.closest("th").ariaSort;
}

export function isOpen(details) {
  return details.open;
}

export function background() {
  return getComputedStyle(document.body).backgroundColor;
}

export function fits() {
  return document.documentElement.scrollWidth <= innerWidth;
}

/** Opens every conversation and table. */
export function openAll() {
  for (const details of document.querySelectorAll("details")) details.open = true;
}

/** Tables without a caption and without a name, figures without a title, sections without a label. */
export function unlabelled() {
  const name = (element) =>
    element.getAttribute("aria-label") ||
    document.getElementById(element.getAttribute("aria-labelledby") ?? "")?.textContent.trim();
  return [
    ...[...document.querySelectorAll("main table")].filter((table) =>
      !table.closest("[aria-hidden]") && !table.caption?.textContent.trim()
    ),
    ...[...document.querySelectorAll("figure")].filter((figure) =>
      !figure.querySelector("figcaption")?.textContent.trim()
    ),
    ...[...document.querySelectorAll("section, nav, [role=region]")].filter((section) => !name(section)),
  ].map((element) => element.outerHTML.slice(0, 120));
}

/** Cells of headings without a scope. */
export function scopeless() {
  return [...document.querySelectorAll("main th:not([scope])")].filter((cell) => !cell.closest(".u-legend"))
    .map((cell) => cell.outerHTML);
}

/** Levels of the headings that a screen reader finds, in their order. */
export function headingLevels() {
  return [...document.querySelectorAll("h1, h2, h3, h4")].filter((one) => one.checkVisibility())
    .map((one) => Number(one.tagName.slice(1)));
}

/** What has the focus: its place from the top of the page, and a word for it. */
export function focusPlace() {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const { top, left, width, height } = at.getBoundingClientRect();
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  return {
    word: at.id || at.textContent.trim().slice(0, 30) || at.tagName,
    top: Math.round(top + scrollY),
    left: Math.round(left),
    seen: width > 0 && height > 0 && outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
    inScroller: at.closest(".scroll") !== null && !at.classList.contains("scroll"),
  };
}

/** Links, buttons and fields that a screen reader could not name. */
export function nameless() {
  return [...document.querySelectorAll("a, button, input:not([type=hidden])")].filter((element) => {
    const label = element.id && document.querySelector(`label[for="${element.id}"]`);
    return !(element.textContent.trim() || element.getAttribute("aria-label") || label);
  }).map((element) => element.outerHTML);
}

export function repeatedIds() {
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  return ids.filter((id, at) => ids.indexOf(id) !== at);
}

/** What a hostile text would have changed. */
export function damage() {
  return {
    owned: "owned" in globalThis,
    images: document.images.length,
    text: document.querySelector(".completion").textContent,
    scripts: document.querySelectorAll("main script:not([type='application/json'])").length,
  };
}

/** Visible texts whose contrast with what lies behind them is under 4.5. */
export function poorContrast() {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  canvas.canvas.width = canvas.canvas.height = 1;
  const paint = (layers) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const layer of layers) {
      canvas.fillStyle = layer;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((part) => {
      const c = part / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const poor = [];
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue.trim() !== "");
    if (
      !own || !element.checkVisibility({ visibilityProperty: true }) ||
      element.closest("svg, script, .sr, .skip")
    ) continue;
    const behind = [];
    for (let at = element; at; at = at.parentElement) {
      behind.unshift(getComputedStyle(at).backgroundColor);
    }
    const [a, b] = [light(paint(behind)), light(paint([...behind, getComputedStyle(element).color]))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) {
      poor.push(
        `${element.className || element.nodeName} "${element.textContent.slice(0, 30)}" ${
          contrast.toFixed(2)
        }`,
      );
    }
  }
  return [...new Set(poor)];
}
