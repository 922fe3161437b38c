// Makes one element look like another while keeping every node that can be kept, and with it focus, scroll position
// and selection. Elements with `data-own` keep their contents; `open` of details is the reader's.

const KEPT_ATTRIBUTES = new Set(["open"]);

export function morph(from, to) {
  copyAttributes(from, to);
  if (from.hasAttribute("data-own")) return;
  const kept = new Map();
  for (const child of from.children) if (child.id) kept.set(child.id, child);
  let place = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    let node = wanted.id ? kept.get(wanted.id) : undefined;
    if (node?.nodeName !== wanted.nodeName) node = undefined;
    if (!node && place && !place.id && sameKind(place, wanted) && !wanted.id) node = place;
    if (!node) {
      from.insertBefore(wanted, place);
      continue;
    }
    if (node === place) place = place.nextSibling;
    else from.insertBefore(node, place);
    if (node.nodeType === Node.ELEMENT_NODE) morph(node, wanted);
    else if (node.nodeValue !== wanted.nodeValue) node.nodeValue = wanted.nodeValue;
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

function sameKind(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName;
}

function copyAttributes(from, to) {
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !KEPT_ATTRIBUTES.has(name)) from.removeAttribute(name);
  }
}
