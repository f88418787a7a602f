// The scar map: a tap marks a place, a stroke draws along the scar, arrow keys move what was marked.
// The form under it says all of it too and works alone. The arithmetic is that of patients/scalp.py.
(function () {
  "use strict";
  var map = document.querySelector("[data-map]");
  if (!map) { return; }
  var told = JSON.parse(map.dataset.map), form = map.closest("form"), fields = form.elements;
  var EDGE = told.limits[0], STEP = told.limits[1], SHORTEST = told.limits[2], MOST = told.limits[3];
  var SHAPE = told.limits[4], HAND = told.limits[5], SVG = "http://www.w3.org/2000/svg";
  var tools = map.querySelector("[data-tools]"), said = map.querySelector("[data-said]");
  var draw = map.querySelector("[data-draw]"), clear = map.querySelector("[data-clear]");
  var view = fields.view.value, points = JSON.parse(fields.points.value || "null") || [];
  var stroke = null, gap = 3, pressed = false;

  function dist(one, other) {
    return Math.hypot.apply(null, one.map(function (value, axis) { return value - other[axis]; }));
  }
  function out(head, point) {
    return Math.hypot(point[0] / head.x_mm, point[1] / (point[1] < 0 ? head.up_mm : head.down_mm));
  }
  function onHead(head, point) {
    var far = out(head, point);
    return far <= EDGE ? point : [point[0] * EDGE / far, point[1] * EDGE / far];
  }
  function inSpace(head, point) {
    return [point[0], point[1], head.depth_mm * Math.sqrt(Math.max(0, 1 - Math.pow(out(head, point), 2)))];
  }
  function along(head, start, end) {
    var steps = Math.max(1, Math.ceil(dist(start, end) / STEP)), way = 0, last = inSpace(head, start);
    for (var n = 1; n <= steps; n += 1) {
      var next = inSpace(head, [
        start[0] + n * (end[0] - start[0]) / steps, start[1] + n * (end[1] - start[1]) / steps
      ]);
      way += dist(last, next);
      last = next;
    }
    return way;
  }
  // [length, its ±] in whole mm; null for a mark, or a line too short to tell.
  function length(where, line, girth, spread) {
    var head = told.heads[where], on = line.map(onHead.bind(null, head)), ways = [], sum = 0;
    for (var n = 1; n < on.length; n += 1) {
      var flat = dist(on[n - 1], on[n]), way = along(head, on[n - 1], on[n]);
      if (flat > 0) { ways.push(way / flat); sum += way; }
    }
    if (sum < SHORTEST) { return null; }
    var grown = girth / told.girth[3], mm = sum * grown;
    var error = Math.hypot(
      mm * spread / girth, mm * SHAPE, ways[0] * HAND * grown, ways[ways.length - 1] * HAND * grown
    );
    return [Math.floor(mm + 0.5), Math.ceil(error)];
  }
  function place(where, line) {
    var one = line[Math.floor((line.length - 1) / 2)], other = line[Math.floor(line.length / 2)];
    var middle = [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
    return told.heads[where].places.reduce(function (best, next) {
      return dist(next.slice(0, 2), middle) < dist(best.slice(0, 2), middle) ? next : best;
    })[2];
  }
  map.scarmap = { length: length, place: place };

  function size() {
    var typed = Math.round(10 * parseFloat(fields.head_cm.value.replace(",", ".")));
    return typed >= 450 && typed <= 700 ? [typed, told.girth[2]] : told.girth;
  }
  function fill(words, values) {
    return words.replace(/\{(\w+)\}/g, function (_all, name) { return values[name]; });
  }
  function element(name, attributes, parent) {
    var made = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    return parent.appendChild(made);
  }
  function drawn(head, point) {
    var y = point[1] * (point[1] < 0 ? head.high / head.up_mm : head.low / head.down_mm);
    return [head.cx + point[0] * head.wide / head.x_mm, head.cy + y];
  }
  function show() {
    var old = map.querySelector(".own"), focused = old && old === document.activeElement;
    if (old) { old.remove(); }
    fields.view.value = points.length ? view : "";
    fields.points.value = points.length ? JSON.stringify(points) : "";
    clear.hidden = !points.length;
    if (!points.length) { said.textContent = told.words.none; return; }
    var found = length(view, points, size()[0], size()[1]), name = told.places[place(view, points)];
    said.textContent = fill(told.words.mark, { place: name }) +
      (found ? " " + fill(told.words.length, { length: found[0] / 10, error: found[1] / 10 }) : "");
    var head = told.heads[view], path = points.map(drawn.bind(null, head));
    var own = element("g", {
      "class": "mark own", tabindex: "0", role: "application", "aria-label": fill(told.words.move, { place: name })
    }, map.querySelector('[data-view="' + view + '"] .marks'));
    if (path.length > 1) { element("polyline", { points: path.join(" ") }, own); }
    element("circle", { cx: path[0][0], cy: path[0][1], r: 7 }, own);
    element("text", { x: path[0][0], y: path[0][1] }, own).textContent = told.number;
    own.addEventListener("keydown", move);
    if (focused) { own.focus(); }
  }
  function set(where, line) {
    view = where;
    points = line.map(function (point) {
      return onHead(told.heads[where], point).map(function (mm) { return Math.round(10 * mm) / 10; });
    });
    if (points.length) { fields.zone.value = place(view, points); }
    show();
  }
  function move(event) {
    var by = event.shiftKey ? 5 : 1;
    var way = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] }[event.key];
    if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); takeOff(); }
    if (!way) { return; }
    event.preventDefault();
    var moved = points.map(function (point) { return [point[0] + way[0], point[1] + way[1]]; });
    if (moved.every(function (point) { return out(told.heads[view], point) <= EDGE + 0.01; })) { set(view, moved); }
  }
  function takeOff() {
    points = [];
    show();
    draw.focus();
  }
  function at(pad, event) {
    var head = told.heads[pad.dataset.view], spot = new DOMPoint(event.clientX, event.clientY)
      .matrixTransform(pad.querySelector(".marks").getScreenCTM().inverse());
    var y = spot.y - head.cy;
    return [(spot.x - head.cx) * head.x_mm / head.wide, y * (y < 0 ? head.up_mm / head.high : head.down_mm / head.low)];
  }
  function finish(event) {
    if (!stroke) { return; }
    var pad = stroke.pad, line = stroke.line, end = at(pad, event);
    stroke = null;
    if (event.type === "pointerup" && dist(line[line.length - 1], end) > 1) { line.push(end); }
    set(pad.dataset.view, length(pad.dataset.view, line, told.girth[3], 0) ? line : line.slice(0, 1));
  }
  map.querySelectorAll("[data-view]").forEach(function (pad) {
    // A finger scrolls the page unless drawing is on; its tap comes as a click.
    pad.addEventListener("pointerdown", function (event) {
      if (event.button || (event.pointerType === "touch" && draw.getAttribute("aria-pressed") === "false")) { return; }
      pressed = true;
      gap = 3;
      stroke = { pad: pad, line: [at(pad, event)] };
      pad.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    pad.addEventListener("pointermove", function (event) {
      if (!stroke || stroke.pad !== pad) { return; }
      var line = stroke.line, next = at(pad, event);
      if (dist(line[line.length - 1], next) < gap) { return; }
      line.push(next);
      if (line.length >= MOST) {
        stroke.line = line.filter(function (_point, n) { return n % 2 === 0; });
        gap *= 2;
      }
      set(pad.dataset.view, stroke.line);
    });
    pad.addEventListener("pointerup", finish);
    pad.addEventListener("pointercancel", finish);
    pad.addEventListener("click", function (event) {
      if (!pressed) { set(pad.dataset.view, [at(pad, event)]); }
      pressed = false;
    });
  });
  draw.addEventListener("click", function () {
    var on = draw.getAttribute("aria-pressed") === "false";
    draw.setAttribute("aria-pressed", on);
    map.classList.toggle("drawing", on);
  });
  clear.addEventListener("click", takeOff);
  fields.head_cm.addEventListener("input", show);
  form.addEventListener("change", function (event) {
    if (event.target.name !== "zone" || points.length > 1) { return; }
    var best = null;
    Object.keys(told.heads).forEach(function (name) {
      told.heads[name].places.forEach(function (spot) {
        var far = out(told.heads[name], spot);
        if (spot[2] === event.target.value && (!best || far < best.far)) { best = { far: far, view: name, spot: spot }; }
      });
    });
    if (best) { set(best.view, [best.spot.slice(0, 2)]); } else { points = []; show(); }
  });
  map.querySelectorAll(".marks").forEach(function (marks) { marks.removeAttribute("aria-hidden"); });
  tools.hidden = false;
  show();
})();
