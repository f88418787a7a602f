// A second press on the same form within a second is the same press.
(function () {
  "use strict";
  var last = new WeakMap();
  document.addEventListener("submit", function (event) {
    var now = Date.now();
    if (now - (last.get(event.target) || 0) < 1000) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    last.set(event.target, now);
  }, true);
})();
