// The panel beside the plan: closed by its button or Escape, and focus goes back to the figure that opened it.
(function () {
  "use strict";
  var panel = document.getElementById("opened"), from = null;
  function close() {
    panel.replaceChildren();
    if (from && from.isConnected) { from.focus(); }
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a");
    if (link && panel.contains(link) && link.hasAttribute("data-close")) { event.preventDefault(); close(); }
    else if (link && link.classList.contains("fig") && !panel.contains(link)) { from = link; }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && panel.firstElementChild) { close(); }
  });
})();
