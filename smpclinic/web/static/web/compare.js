// Two photos over each other with an edge, by turns, or side by side; zoom and place are those of both.
(function () {
  "use strict";
  var whole = document.querySelector("[data-compare]");
  if (!whole) { return; }
  var pair = whole.querySelector("[data-pair]"), drawings = pair.querySelectorAll("svg"), tools = whole.querySelector("[data-tools]");
  var edge = tools.querySelector("[data-edge]"), range = edge.querySelector("input"), modes = tools.querySelectorAll("[data-mode]");
  var WIDTH = 1000, HEIGHT = +pair.dataset.height, zoom = 1, x = WIDTH / 2, y = HEIGHT / 2, mode = "side", turns, held;
  tools.hidden = false;
  pair.tabIndex = 0;
  pair.setAttribute("aria-describedby", "compare-keys");

  function within(value, half, most) { return Math.min(most - half, Math.max(half, value)); }

  function frame() {
    var w = WIDTH / zoom, h = HEIGHT / zoom;
    x = within(x, w / 2, WIDTH);
    y = within(y, h / 2, HEIGHT);
    drawings.forEach(function (one) { one.setAttribute("viewBox", [x - w / 2, y - h / 2, w, h].join(" ")); });
  }

  function magnify(way) {
    zoom = way ? Math.min(8, Math.max(1, zoom * (way > 0 ? 1.5 : 1 / 1.5))) : 1;
    frame();
  }

  function cut() { drawings[1].style.clipPath = mode === "edge" ? "inset(0 0 0 " + range.value + "%)" : ""; }

  function show(next) {
    mode = next;
    clearInterval(turns);
    pair.classList.remove("second");
    pair.classList.toggle("over", mode !== "side");
    pair.classList.toggle("turns", mode === "flicker");
    edge.hidden = mode !== "edge";
    modes.forEach(function (one) { one.setAttribute("aria-pressed", String(one.dataset.mode === mode)); });
    if (mode === "flicker") { turns = setInterval(function () { pair.classList.toggle("second"); }, 700); }
    cut();
  }

  tools.addEventListener("click", function (event) {
    var facts = (event.target.closest("button") || { dataset: {} }).dataset;
    if (facts.mode) { show(facts.mode); }
    if (facts.zoom) { magnify(+facts.zoom); }
    if (facts.at) { range.value = facts.at; cut(); }
  });
  range.addEventListener("input", cut);
  pair.addEventListener("keydown", function (event) {
    var step = 50 / zoom, key = event.key;
    var way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[key];
    if (event.ctrlKey || event.altKey || event.metaKey || !(way || "+=-0".includes(key))) { return; }
    event.preventDefault();
    if (way) { x += way[0]; y += way[1]; frame(); } else { magnify(key === "0" ? 0 : key === "-" ? -1 : 1); }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && mode === "flicker") { show("side"); }
  });
  pair.addEventListener("pointerdown", function (event) {
    held = zoom > 1 ? event : null;
    if (held) { event.preventDefault(); pair.focus(); pair.setPointerCapture(event.pointerId); }
  });
  pair.addEventListener("pointermove", function (event) {
    if (!held) { return; }
    var scale = WIDTH / zoom / drawings[0].clientWidth;
    x -= (event.clientX - held.clientX) * scale;
    y -= (event.clientY - held.clientY) * scale;
    held = event;
    frame();
  });
  ["pointerup", "pointercancel"].forEach(function (name) { pair.addEventListener(name, function () { held = null; }); });
})();
