// The clinic's tablet locks itself three minutes after the last touch, and tells the clinic now and then that it is in use.
(function () {
  "use strict";
  var said = document.currentScript.dataset;
  var touched = Date.now();
  var told = touched;
  function touch() {
    touched = Date.now();
    if (touched - told > 60000) {
      told = touched;
      fetch(said.awake, {credentials: "same-origin"}).catch(function () {});
    }
  }
  ["pointerdown", "keydown", "scroll"].forEach(function (name) {
    document.addEventListener(name, touch, {passive: true, capture: true});
  });
  setInterval(function () {
    if (Date.now() - touched > 180000) {
      location.replace(said.lock);
    }
  }, 1000);
})();
