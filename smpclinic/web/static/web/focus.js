// Focus goes where the news is: to the error summary, or to the part of a swap marked data-focus.
(function () {
  "use strict";
  function go(root) {
    var target = root.querySelector("[data-error-summary]") || root.querySelector("[data-focus]");
    if (target) { target.focus(); }
  }
  document.addEventListener("DOMContentLoaded", function () { go(document); });
  document.addEventListener("htmx:afterSettle", function (event) {
    var swapped = event.detail.elt;
    if (swapped.matches("[data-error-summary], [data-focus]")) { swapped.focus(); } else { go(swapped); }
  });
})();
