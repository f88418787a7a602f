// Without a network the form goes on: the steps wait in the memory of the page, and Continue and Back lead from one to
// the next there. Every swap tells the other scripts so: the event page:shown on document.
(function () {
  "use strict";
  var words = document.querySelector("[data-saving-words][data-ahead]"), pages = new Map();
  if (!words || !window.saving) { return; }
  var main = document.getElementById("main"), top = document.querySelector(".phone > header .top");

  function pathOf(url) { return new URL(url, location.href).pathname; }
  function nothing() { /* then the steps are not there without a network, and the status line says so */ }
  function fetchAhead() {
    fetch(words.dataset.ahead).then(function (answer) { return answer.ok ? answer.text() : ""; }).then(function (html) {
      new DOMParser().parseFromString(html, "text/html").querySelectorAll("template[data-url]").forEach(function (page) {
        var path = pathOf(page.dataset.url);
        if (path === location.pathname || pages.has(path)) { return; }
        var inside = document.importNode(page.content, true);
        pages.set(path, { title: page.dataset.title, bar: inside.querySelector("header"), body: inside.querySelector("section"), script: page.dataset.script });
        if (page.dataset.script) { fetch(page.dataset.script).catch(nothing); }
      });
    }).catch(nothing);
  }
  function takeAll(from, into) { while (from.firstChild) { into.append(from.firstChild); } return into; }
  // What stands on the page now goes back to its place in memory, with everything typed into it.
  function putAway(path) {
    var bar = document.createElement("header");
    while (top.nextSibling) { bar.append(top.nextSibling); }
    pages.set(path, { title: document.title, bar: bar, body: takeAll(main, document.createElement("section")) });
  }
  var here = location.pathname;
  function show(url, isBack) {
    var path = pathOf(url), page = pages.get(path);
    if (!page || path === here) { return false; }
    pages.delete(path);
    putAway(here);
    takeAll(page.body, main);
    takeAll(page.bar, top.parentNode);
    document.title = page.title;
    if (page.script) { document.head.append(Object.assign(document.createElement("script"), { src: page.script })); }
    if (!isBack) { history.pushState({}, "", path); }
    here = path;
    window.saving.say("unsent");
    var heading = main.querySelector("h1");
    if (heading) { heading.tabIndex = -1; heading.focus(); }
    scrollTo(0, 0);
    document.dispatchEvent(new CustomEvent("page:shown"));
    return true;
  }
  document.addEventListener("saving:away", function (event) { show(event.detail.url); });
  document.addEventListener("saving:sent", function () {
    // the last page has nothing to fill in: with everything sent, the clinic's own page takes its place
    if (!main.querySelector("form[data-answer]")) { location.reload(); }
  });
  window.addEventListener("popstate", function () {
    if (location.pathname !== here && !show(location.pathname, true)) { location.reload(); }
  });
  window.addEventListener("load", function () { setTimeout(fetchAhead, 800); });
})();
