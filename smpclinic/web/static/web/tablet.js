// The clinic's tablet locks itself three minutes after the last touch, and tells the clinic now and then that it is in use.
(function () {
  "use strict";
  var said = document.currentScript.dataset, touched = Date.now(), told = touched, isLocking = false;
  // Nothing is left to read, and nothing that waits holds the page back.
  function lock() {
    clearInterval(clock);
    isLocking = true;
    document.querySelector(".phone").replaceChildren();
    location.replace(said.lock);
  }
  function tell() {
    told = Date.now();
    fetch(said.awake, {credentials: "same-origin"}).then(function (answer) { if (answer.status === 403) { lock(); } }, function () {});
  }
  ["pointerdown", "keydown", "scroll"].forEach(function (name) {
    document.addEventListener(name, function () { touched = Date.now(); }, {passive: true, capture: true});
  });
  var clock = setInterval(function () {
    if (Date.now() - touched > 180000) { lock(); } else if (touched > told && Date.now() - told > 60000) { tell(); }
  }, 1000);
  // The first to hear of it, before the scripts that ask whether to leave.
  window.addEventListener("beforeunload", function (event) { if (isLocking) { event.stopImmediatePropagation(); } }, true);
  document.addEventListener("saving:closed", lock);
})();
