// Runs before the first paint, so that a chosen theme does not flash.
try {
  const chosen = localStorage.getItem("sn1-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is closed to us: follow the system.
}
