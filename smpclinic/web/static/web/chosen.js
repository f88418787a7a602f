// The bar under the thumb repeats the answer that was just chosen.
(function () {
  "use strict";
  document.addEventListener("change", function (event) {
    var note = document.querySelector("[data-chosen]");
    if (!note || event.target.type !== "radio") { return; }
    var row = event.target.closest(".tile, label");
    if (!row || event.target.closest(".view") || !event.target.closest(".head-tiles")) { return; }
    var words = row.querySelector("b") || row.querySelector("span");
    var old = note.querySelector("svg"), drawing = row.querySelector("svg.head");
    if (old) { old.remove(); }
    if (drawing) { note.prepend(drawing.cloneNode(true)); }
    note.querySelector("b").textContent = words.firstChild.textContent.trim();
    note.querySelector("span").textContent = (row.querySelector(".word, small") || { textContent: "" }).textContent;
  });
})();
