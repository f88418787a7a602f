// Single keys of the doctor's pages, as their elements name them in aria-keyshortcuts; a tick turns them off.
(function () {
  "use strict";
  var tick = document.querySelector("[data-single-keys]");
  try { tick.checked = localStorage.getItem("single-keys") !== "off"; } catch (error) { /* no storage, so they work */ }
  tick.addEventListener("change", function () {
    try { localStorage.setItem("single-keys", tick.checked ? "on" : "off"); } catch (error) { /* for this page only */ }
  });
  function move(by) {
    var cards = Array.from(document.querySelectorAll("[data-queue] a.p"));
    var at = cards.indexOf(document.activeElement);
    var next = cards[at < 0 ? 0 : at + by];
    if (next) { next.focus(); }
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !tick.checked) { return; }
    if (event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, dialog")) { return; }
    var key = event.key.toLowerCase();
    if (key === "j" || key === "k") { move(key === "j" ? 1 : -1); return; }
    var named = Array.from(document.querySelectorAll("[aria-keyshortcuts]")).find(function (one) {
      return one.getAttribute("aria-keyshortcuts").toLowerCase() === key && one.getClientRects().length;
    });
    if (!named) { return; }
    event.preventDefault();
    if (named.matches("a, summary")) { named.click(); }
    named.focus();
  });
})();
