// Runs inside of the page.

/** Where an element is on its page, from the top; the bar no longer sticks to what is seen. */
export function placeOf(element) {
  document.querySelector(".bar").style.position = "static";
  scrollTo(0, 0);
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x, y, width, height };
}
