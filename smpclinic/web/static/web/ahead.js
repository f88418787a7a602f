// Without a network the form goes on: the steps wait in the memory of the page, and Continue and Back lead from one to
// the next there. Every swap tells the other scripts so: the event page:shown on document.
(function () {
  "use strict";
  var words = document.querySelector("[data-saving-words][data-ahead]"), pages = new Map();
  // Pages that are filled in again and again, like that of a scar: these copies stay empty.
  var empty = new Map();
  if (!words || !window.saving) { return; }
  var main = document.getElementById("main"), top = document.querySelector(".phone > header .top");

  function pathOf(url) { return new URL(url, location.href).pathname; }
  function nothing() { /* then the steps are not there without a network, and the status line says so */ }
  function fetchAhead() {
    fetch(words.dataset.ahead).then(function (answer) { return answer.ok ? answer.text() : ""; }).then(function (html) {
      new DOMParser().parseFromString(html, "text/html").querySelectorAll("template[data-url]").forEach(function (page) {
        var path = pathOf(page.dataset.url);
        var again = page.hasAttribute("data-again");
        if ((path === location.pathname && !again) || pages.has(path)) { return; }
        var inside = document.importNode(page.content, true);
        (again ? empty : pages).set(path, { title: page.dataset.title, bar: inside.querySelector("header"), body: inside.querySelector("section"), script: page.dataset.script });
        if (page.dataset.script) { fetch(page.dataset.script).catch(nothing); }
      });
    }).catch(nothing);
  }
  function takeAll(from, into) { while (from.firstChild) { into.append(from.firstChild); } return into; }
  // What stands on the page now goes back to its place in memory, with everything typed into it; what was sent does not.
  function putAway(path, isSent) {
    var bar = document.createElement("header");
    while (top.nextSibling) { bar.append(top.nextSibling); }
    var kept = { title: document.title, bar: bar, body: takeAll(main, document.createElement("section")) };
    if (!isSent || !empty.has(path)) { pages.set(path, kept); }
  }
  function copyOf(page) {
    if (!page) { return null; }
    var copy = Object.assign({}, page, { bar: page.bar.cloneNode(true), body: page.body.cloneNode(true) });
    copy.body.querySelector("[name=form_key]").value = window.saving.newKey();
    return copy;
  }
  var here = location.pathname;
  // On the page of the scars: that some wait, with the button for one more.
  function tellScars() {
    var note = main.querySelector("[data-scars-wait]");
    if (note) { note.hidden = !window.saving.waits(note.dataset.scarsWait); }
  }
  function show(url, isBack, isSent) {
    var path = pathOf(url), page = path !== here && (pages.get(path) || copyOf(empty.get(path)));
    if (!page) { return false; }
    pages.delete(path);
    putAway(here, isSent);
    takeAll(page.body, main);
    takeAll(page.bar, top.parentNode);
    document.title = page.title;
    if (page.script) { document.head.append(Object.assign(document.createElement("script"), { src: page.script })); }
    if (!isBack) { history.pushState({}, "", path); }
    here = path;
    window.saving.say("unsent");
    tellScars();
    var heading = main.querySelector("h1");
    if (heading) { heading.tabIndex = -1; heading.focus(); }
    scrollTo(0, 0);
    document.dispatchEvent(new CustomEvent("page:shown"));
    return true;
  }
  document.addEventListener("saving:away", function (event) {
    if (show(event.detail.url, false, event.detail.form)) { event.preventDefault(); }
  });
  document.addEventListener("saving:sent", function () {
    // the last page has nothing to fill in: with everything sent, the clinic's own page takes its place
    // and the page of the scars lists what has arrived
    var note = main.querySelector("[data-scars-wait]");
    if (!main.querySelector("form[data-answer], form[data-whole]") || (note && !note.hidden)) { location.reload(); }
  });
  window.addEventListener("popstate", function () {
    if (location.pathname === here || show(location.pathname, true)) { return; }
    // that page is not in memory: it comes from the clinic, but not as long as this one holds what the clinic has not
    if (window.saving.holds()) { history.pushState({}, "", here); window.saving.say("unsent"); } else { location.reload(); }
  });
  window.addEventListener("load", function () { setTimeout(fetchAhead, 800); });
})();
