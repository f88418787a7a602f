// Picking points in a photo: a press, or the cross of the arrow keys, with a loupe; the number boxes stay the truth.
(function () {
  "use strict";
  var stage = document.querySelector("[data-shade]");
  if (!stage) { return; }
  var button = stage.querySelector("input"), form = button.form, marks = stage.querySelector("svg"), facts = stage.dataset;
  var width = +facts.width, height = +facts.height, reach = +facts.reach, x = width >> 1, y = height >> 1, wait;
  var SIDE = 144, seen = Math.max(reach * 4, 24), picture = new Image(), loupe = document.createElement("canvas");
  var cross = document.createElementNS(marks.namespaceURI, "path");
  stage.classList.add("live");
  stage.parentNode.classList.remove("scroll-x");
  stage.parentNode.removeAttribute("tabindex");
  loupe.width = loupe.height = SIDE;
  loupe.className = "shade-loupe";
  loupe.hidden = true;
  cross.setAttribute("class", "shade-cross");
  stage.append(loupe);
  marks.append(cross);
  picture.src = button.src;

  function field(spot, axis) { return form.elements[spot + "_" + axis]; }
  function say(words) { document.dispatchEvent(new CustomEvent("announce", { detail: { value: words } })); }
  function within(value, most) { return Math.min(most - 1, Math.max(0, Math.round(value))); }

  function look(toX, toY) {
    var arm = width / 60, brush = loupe.getContext("2d"), box = (2 * reach + 1) * SIDE / seen, edge = (SIDE - box) / 2;
    x = within(toX, width);
    y = within(toY, height);
    cross.setAttribute("d", "M" + [x - arm, y] + "h" + 2 * arm + "M" + [x, y - arm] + "v" + 2 * arm);
    loupe.hidden = false;
    loupe.classList.toggle("other", x > width / 2 && button.clientWidth + SIDE > stage.clientWidth);
    brush.imageSmoothingEnabled = false;
    brush.clearRect(0, 0, SIDE, SIDE);
    brush.drawImage(picture, x + (1 - seen) / 2, y + (1 - seen) / 2, seen, seen, 0, 0, SIDE, SIDE);
    [[3, "white"], [1, "black"]].forEach(function (line) {
      brush.lineWidth = line[0];
      brush.strokeStyle = line[1];
      brush.strokeRect(edge, edge, box, box);
    });
  }

  function draw(spot) {
    var mark = marks.querySelector("[data-mark=" + spot + "]"), at = [field(spot, "x").value, field(spot, "y").value];
    mark.classList.toggle("off", at.includes(""));
    mark.setAttribute("transform", "translate(" + at.map(Number) + ")");
  }

  function set() {
    var pick = form.querySelector("[name=pick]:checked");
    field(pick.value, "x").value = x;
    field(pick.value, "y").value = y;
    draw(pick.value);
    say(pick.dataset.name + " " + facts.set + " " + x + ", " + y);
    pick = [].find.call(form.elements.pick, function (one) { return field(one.value, "x").value === ""; });
    if (pick) { pick.checked = true; }
  }

  function under(event) {
    var box = button.getBoundingClientRect();
    look((event.clientX - box.left) * width / box.width, (event.clientY - box.top) * height / box.height);
  }

  button.addEventListener("pointermove", under);
  button.addEventListener("click", function (event) {
    // Enter in a number box presses the form's first button, which is the picture: that one sends.
    if (!event.detail && document.activeElement !== button) { return; }
    event.preventDefault();
    if (event.detail) { under(event); }
    set();
  });
  button.addEventListener("focus", function () { if (button.matches(":focus-visible")) { look(x, y); } });
  button.addEventListener("keydown", function (event) {
    var by = event.shiftKey ? 10 : 1;
    var way = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] }[event.key];
    if (!way || event.ctrlKey || event.altKey || event.metaKey) { return; }
    event.preventDefault();
    look(x + way[0], y + way[1]);
    clearTimeout(wait);
    wait = setTimeout(function () { say(x + ", " + y); }, 400);
  });
  form.addEventListener("input", function (event) {
    if (/_[xy]$/.test(event.target.name)) { draw(event.target.name.slice(0, -2)); }
  });
})();
