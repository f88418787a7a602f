// Light, dark, or as the system says: sets data-bs-theme before the page is drawn and serves the switch in the menu.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  function chosen() {
    try { return localStorage.getItem("theme") || ""; } catch (refused) { return ""; }
  }
  function show(theme) {
    if (theme) { root.setAttribute("data-bs-theme", theme); } else { root.removeAttribute("data-bs-theme"); }
    document.querySelectorAll("[data-theme-choice]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
    });
  }
  show(chosen());
  document.addEventListener("DOMContentLoaded", function () { show(chosen()); });
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-theme-choice]");
    if (!button) { return; }
    try { localStorage.setItem("theme", button.dataset.themeChoice); } catch (refused) { /* shown for this page only */ }
    show(button.dataset.themeChoice);
  });
})();
