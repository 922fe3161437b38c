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
