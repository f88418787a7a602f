// Ctrl or ⌘ K goes to the search, Ctrl or ⌘ Enter presses the page's main button, Esc leaves the search or a menu.
(function () {
  "use strict";
  document.addEventListener("keydown", function (event) {
    var command = event.ctrlKey || event.metaKey;
    var search = document.querySelector("[data-search]");
    if (command && event.key.toLowerCase() === "k" && search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (command && event.key === "Enter") {
      var main = document.querySelector("[data-primary]");
      if (main) { event.preventDefault(); main.click(); }
    } else if (event.key === "Escape") {
      if (event.target === search) { search.blur(); }
      var menu = document.querySelector("details.menu[open]");
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
    }
  });
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });
})();
