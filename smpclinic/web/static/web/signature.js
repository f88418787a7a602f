// Drawing a signature: an extra beside the typed name; strokes of points on 1000 by 300, kept in the hidden field.
(function () {
  "use strict";
  var box = document.querySelector("[data-signature]"), field = document.querySelector("[name=drawing]");
  if (!box || !field || !window.PointerEvent) { return; }
  var canvas = box.querySelector("canvas"), brush = canvas.getContext("2d"), strokes = [], stroke = null, points = 0;
  box.hidden = false;
  brush.lineWidth = 6;
  brush.lineCap = brush.lineJoin = "round";

  function at(event) {
    var frame = canvas.getBoundingClientRect();
    return [
      Math.max(0, Math.min(1000, Math.round((event.clientX - frame.left) * 1000 / frame.width))),
      Math.max(0, Math.min(300, Math.round((event.clientY - frame.top) * 300 / frame.height)))
    ];
  }

  function draw() {
    brush.strokeStyle = getComputedStyle(canvas).color;
    brush.clearRect(0, 0, 1000, 300);
    strokes.forEach(function (line) {
      brush.beginPath();
      brush.moveTo(line[0][0], line[0][1]);
      line.forEach(function (point) { brush.lineTo(point[0], point[1]); });
      brush.stroke();
    });
  }

  function keep() { field.value = strokes.length ? JSON.stringify(strokes) : ""; }

  canvas.addEventListener("pointerdown", function (event) {
    if (strokes.length >= 60 || points >= 3900) { return; }
    canvas.setPointerCapture(event.pointerId);
    stroke = [at(event)];
    strokes.push(stroke);
    points += 1;
    draw();
  });
  canvas.addEventListener("pointermove", function (event) {
    if (!stroke || points >= 3900) { return; }
    stroke.push(at(event));
    points += 1;
    draw();
  });
  ["pointerup", "pointercancel"].forEach(function (name) {
    canvas.addEventListener(name, function () { stroke = null; keep(); });
  });
  box.querySelector("button").addEventListener("click", function () {
    strokes = [];
    points = 0;
    draw();
    keep();
  });
  try { strokes = JSON.parse(field.value || "[]"); draw(); } catch { strokes = []; }
})();
