// Short results are read out politely; a request that did not get through says so and nothing typed is lost.
(function () {
  "use strict";
  function say(words) {
    var region = document.getElementById("live");
    if (region) { region.textContent = ""; setTimeout(function () { region.textContent = words; }, 60); }
  }
  document.addEventListener("announce", function (event) { say(event.detail.value || String(event.detail)); });
  document.addEventListener("htmx:beforeRequest", function (event) { event.detail.target.setAttribute("aria-busy", "true"); });
  document.addEventListener("htmx:afterRequest", function (event) { event.detail.target.removeAttribute("aria-busy"); });
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, function () {
      var note = document.getElementById("not-through");
      if (note) { note.hidden = false; say(note.textContent); }
    });
  });
  document.addEventListener("htmx:beforeSwap", function () {
    var note = document.getElementById("not-through");
    if (note) { note.hidden = true; }
  });
})();
