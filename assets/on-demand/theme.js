/* The theme, set before the first paint: stored choice, else what the system prefers. Loaded in <head>, not deferred. */
(function () {
  "use strict";
  const KEY = "advision-theme";
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  function stored() {
    try {
      return localStorage.getItem(KEY);
    } catch (error) {
      return null; // Storage may be blocked: the system's choice then holds.
    }
  }

  function apply() {
    const choice = stored();
    const theme = choice === "light" || choice === "dark" ? choice : dark.matches ? "dark" : "light";
    if (root.getAttribute("data-bs-theme") === theme) return;
    root.setAttribute("data-bs-theme", theme);
    window.dispatchEvent(new CustomEvent("advision:theme", { detail: theme }));
  }

  function toggle() {
    const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    try {
      localStorage.setItem(KEY, next);
    } catch (error) {
      root.setAttribute("data-bs-theme", next);
    }
    apply();
  }

  apply();
  dark.addEventListener("change", apply);
  window.addEventListener("storage", (event) => event.key === KEY && apply());
  document.addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest("[data-theme-toggle]")) toggle();
  });
})();
