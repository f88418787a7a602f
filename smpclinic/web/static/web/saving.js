// Each answer goes to the clinic as it is given. What has not got through waits in the memory of the page, in order.
// Other scripts see: window.saving, and the events saving:changed, saving:sent, saving:closed and saving:away (detail.url;
// whoever leads there prevents its default) on document.
(function () {
  "use strict";
  var TYPING = 1000, PATIENCE = 10000, PAUSES = [1, 2, 4, 8, 15, 30];
  var words = (document.querySelector("[data-saving-words]") || { dataset: {} }).dataset;
  // They leave the document with the step that brought them.
  var errorShape = document.getElementById("answer-error"), bothShape = document.getElementById("two-answers");
  var queue = [], sending = null, tries = 0, retry = 0, typing = new Map(), last = new WeakMap();
  var said = "", isLeaving = false, pressed = null;
  // What the clinic did not take and stands on no page any more; the form that was led to last; scars that a page lacks.
  var wrong = [], led = null, unlisted = [];
  var MARKS = ".two-answers, .has-error", ASKED = "#main > .two-answers";

  function tell(name, detail) { return document.dispatchEvent(new CustomEvent("saving:" + name, { detail: detail || {}, cancelable: true })); }
  // Photos on their way live in the memory of this page: it must not go before them.
  function isHeld() { return Boolean(window.photosBusy && window.photosBusy()); }
  function announce(text) { document.getElementById("live").textContent = text; }
  function say(state, at) {
    var line = document.querySelector("[data-saving]"), text = (words[state] || "").replace("{at}", at || "");
    if (line && line.textContent !== text) { line.textContent = text; }
    if (state !== said) { announce(text); }
    said = state;
  }
  function newKey() {
    var hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), function (one) { return one.toString(16).padStart(2, "0"); });
    return hex.join("");
  }

  // The versions that the answers of a form stand in; they are sent with it, so that nobody is overwritten unseen.
  function versions(form) { try { return JSON.parse(form.elements.versions.value || "{}"); } catch (broken) { return {}; } }
  function learn(form, news) {
    form.elements.versions.value = JSON.stringify(Object.assign(versions(form), news));
  }

  function boxOf(input) {
    var form = input.form, box = form && form.matches("[data-answer]") && input.name && input.closest("[id^='div_id_']");
    return box && form.contains(box) ? box : null;
  }
  function fieldsOf(box) {
    var inside = new Set(Array.from(box.querySelectorAll("[name]"), function (input) { return input.name; }));
    return all(box.closest("form")).filter(function (pair) { return inside.has(pair[0]); });
  }
  // As a plain form sends it: of a file its name.
  function all(form) {
    return Array.from(new FormData(form), function (pair) { return [pair[0], typeof pair[1] === "string" ? pair[1] : pair[1].name]; });
  }
  // A date stands in several boxes: it is sent when the last one is left.
  function isMidway(box) {
    var texts = box.querySelectorAll("input[type=text], input[type=tel], input:not([type])");
    return texts.length > 1 && box.contains(document.activeElement) && Array.from(texts).some(function (one) { return !one.value; });
  }

  function put(box, isFinal) {
    clearTimeout(typing.get(box));
    typing.delete(box);
    if (isMidway(box)) { return; }
    var form = box.closest("form"), fields = fieldsOf(box), text = JSON.stringify(fields);
    if (last.get(box) === text) {
      if (isFinal && box.dataset.wrong) { mark(box, box.dataset.wrong); }
      return;
    }
    last.set(box, text);
    queue = queue.filter(function (one) { return one.box !== box || one === sending; });
    queue.push({ box: box, form: form, url: form.dataset.answer, question: box.id.slice(7), fields: fields, key: newKey() });
    tell("changed");
    send();
  }

  function bodyOf(one) {
    var body = new URLSearchParams(), token = (one.form || document).querySelector("[name=csrfmiddlewaretoken]");
    var known = one.form ? versions(one.form) : one.versions;
    one.fields.forEach(function (pair) { body.append(pair[0], pair[1]); });
    body.set("csrfmiddlewaretoken", token ? token.value : "");
    body.set("form_key", one.key);
    if (one.question) {
      body.set("question", one.question);
      body.set("version", one.question in known ? known[one.question] : one.form ? one.form.elements.version.value : one.version);
    } else {
      body.set("versions", JSON.stringify(known));
    }
    return body;
  }

  function send() {
    if (sending || !queue.length) { return; }
    clearTimeout(retry);
    var one = sending = queue[0], stop = new AbortController(), timer = setTimeout(function () { stop.abort(); }, PATIENCE);
    fetch(one.url, { method: "POST", body: bodyOf(one), headers: { Accept: "application/json" }, keepalive: true, signal: stop.signal })
      .then(function (answer) {
        var isOurs = (answer.headers.get("content-type") || "").indexOf("json") > 0;
        return isOurs ? answer.json().then(function (news) { return [answer, news]; }) : [answer, null];
      })
      .then(function (both) {
        var answer = both[0], news = both[1];
        if (answer.status === 429 || answer.status >= 500) { return later("unsent"); }
        if (!isOfForm(one, answer, news)) {
          if (answer.status === 403) { tell("closed"); }
          return later("closed");
        }
        tries = 0;
        queue.shift();
        sending = null;
        settle(one, answer.status, news || {});
        tell("changed");
        if (queue.length) { send(); } else { finish(); }
      }, function () { later("unsent"); })
      .finally(function () { clearTimeout(timer); });
  }

  // Whether the form has answered, and not a closed door: a page of its own only answers a whole step.
  function isOfForm(one, answer, news) {
    if (!one.question) { return [200, 409, 422].indexOf(answer.status) >= 0 && (news || !answer.redirected); }
    return news && [200, 410, 422].concat(news.html ? 409 : []).indexOf(answer.status) >= 0;
  }
  function finish() {
    var press = pressed;
    if (queue.length) { return; }
    if (press && !press.one) { pressed = null; go(press.next); return; }
    if (isHeld() || document.querySelector(ASKED) || (!(led && led.isConnected) && lead())) { return; }
    tell("sent");
  }

  function later(state) {
    sending = null;
    say(state);
    retry = setTimeout(send, PAUSES[Math.min(tries, PAUSES.length - 1)] * (750 + Math.random() * 500));
    tries += 1;
    if (pressed) { away(); }
  }
  function away() {
    var press = pressed;
    pressed = null;
    tell("away", { url: press.next, form: press.one && press.one.form });
  }
  function go(url, form) {
    if (isHeld() ? !tell("away", { url: url, form: form }) : lead()) { return; }
    isLeaving = true;
    location.assign(url);
  }

  function settle(one, status, news) {
    if (one.form && news.versions) { learn(one.form, news.versions); }
    if (one.question) { settleAnswer(one, status, news); } else { settleStep(one, status, news); }
    if (news.saved_at && !queue.length) { say("saved", news.saved_at); }
  }
  function settleAnswer(one, status, news) {
    var box = one.box;
    if (status === 410) { go(news.next); return; }
    if (!box) {
      // kept by this device: asked over the page
      if (status !== 200) { ask(document.getElementById("main"), one, news); }
      return;
    }
    if (status !== 200 && !box.isConnected) { wrong.push(one); }
    if (status === 422) {
      box.dataset.wrong = news.error;
      // nobody is corrected in the middle of a word
      if (!box.contains(document.activeElement) || !typing.has(box) && !isText(document.activeElement)) { mark(box, news.error); }
    } else if (status === 409) {
      ask(box, one, news);
    } else {
      delete box.dataset.wrong;
      mark(box, "");
    }
  }
  function settleStep(one, status, news) {
    var isHere = one.form && one.form.isConnected;
    if (pressed && pressed.one === one) { pressed = null; }
    if (news.next) {
      if (one.form) { wrong = wrong.filter(function (other) { return other.form !== one.form; }); }
      if (one.whole && isHeld()) { unlisted.push(one); }
      if (isHere && queue.length) { pressed = pressed || { next: news.next, one: null }; } else if (isHere) { go(news.next, one.form); }
    } else if (isHere && !isHeld()) {
      hand(one);
    } else if (one.form || status !== 409 || !document.querySelector(ASKED)) {
      wrong.push(one);
    }
  }

  // The person is led to what was not taken: in the memory of the page where it is marked there, else as the clinic shows it.
  function isMarked(one) { return one.form && one.form.querySelector(MARKS); }
  function lead() {
    wrong = wrong.filter(function (one) { return !one.question || isMarked(one); });
    var one = wrong.find(isMarked) || wrong[0];
    if (!one) { return false; }
    wrong = wrong.filter(function (other) { return other !== one && (!one.form || other.form !== one.form); });
    if (isMarked(one) && (one.form.isConnected || !tell("away", { url: one.form.action }))) {
      var place = isMarked(one), first = place.matches("[tabindex]") ? place : place.querySelector("input, select, textarea");
      led = one.form;
      if (first) { first.focus(); }
      say("look");
    } else if (!one.question) {
      hand(one);
    }
    return true;
  }
  // The clinic's own page says what is wrong, or shows two answers, with everything typed.
  function hand(one) {
    var form = Object.assign(document.createElement("form"), { method: "post", action: one.url, hidden: true });
    // what was settled under the old key would not be asked again
    if (!one.whole) { one.key = newKey(); }
    bodyOf(one).forEach(function (value, name) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: name, value: value }));
    });
    document.body.append(form);
    isLeaving = true;
    form.submit();
  }

  function isText(input) { return input && (input.tagName === "TEXTAREA" || /^(text|tel|email|search|number)$/.test(input.type)); }
  function mark(box, sentence) {
    var id = box.id.slice(4) + "_error", old = box.querySelector("#" + id), first = box.querySelector("input, select, textarea");
    if (old) { old.remove(); }
    box.classList.toggle("has-error", Boolean(sentence));
    box.querySelectorAll("input, select, textarea").forEach(function (input) {
      if (sentence) { input.setAttribute("aria-invalid", "true"); } else { input.removeAttribute("aria-invalid"); }
    });
    var told = ((first && first.getAttribute("aria-describedby")) || "").split(" ").filter(function (one) { return one && one !== id; });
    if (sentence) {
      var place = document.createElement("div"), shape = errorShape.content.cloneNode(true);
      shape.querySelector("span").textContent = sentence;
      place.id = id;
      place.append(shape);
      var head = box.querySelector("legend, .form-label");
      if (head) { head.after(place); } else { box.prepend(place); }
      told.push(id);
      say("look");
      announce(sentence);
    }
    if (first && told.length) { first.setAttribute("aria-describedby", told.join(" ")); }
  }
  function ask(box, one, news) {
    var shape = bothShape.content.cloneNode(true), both = shape.firstElementChild, title = both.querySelector("p");
    if (one.box) {
      box.querySelectorAll(".two-answers").forEach(function (old) { old.remove(); });
    } else {
      // the question itself is on another page, or shows what the clinic has
      title.prepend(news.label + ": ");
      if (news.error) {
        title.querySelector("b").textContent = news.error;
        news.typed = one.fields.map(function (pair) { return pair[1]; }).join(" ");
        both.querySelectorAll("[data-keep=mine], dt:first-child, [data-theirs]").forEach(function (part) { part.remove(); });
      }
    }
    if (!news.error) { both.querySelector("[data-theirs]").textContent = news.saved || "–"; }
    both.querySelector("[data-mine]").textContent = news.typed || "–";
    both.addEventListener("click", function (event) {
      var keep = event.target.closest("[data-keep]"), seen = {};
      if (!keep) { return; }
      both.remove();
      if (!one.box) {
        if (keep.dataset.keep === "mine") { queue.push(Object.assign({}, one, { key: newKey(), version: news.version, versions: {} })); tell("changed"); }
        if (queue.length) { send(); } else { finish(); }
        return;
      }
      seen[one.question] = news.version;
      learn(one.form, seen);
      last.delete(box);
      if (keep.dataset.keep === "mine") { put(box, true); } else { take(box, news.html); }
    });
    box.prepend(both);
    both.focus();
    say("look");
    announce(title.textContent);
  }
  function take(box, html) {
    var field = new DOMParser().parseFromString(html, "text/html").getElementById(box.id);
    box.replaceChildren.apply(box, Array.from(field.childNodes));
    last.set(box, JSON.stringify(fieldsOf(box)));
    var first = box.querySelector("input:checked, input:not([type=hidden]), select, textarea");
    if (first) { first.focus(); }
  }

  function flush() { Array.from(typing.keys()).forEach(function (box) { put(box, false); }); }
  document.addEventListener("input", function (event) {
    var box = isText(event.target) && boxOf(event.target);
    if (!box) { return; }
    clearTimeout(typing.get(box));
    typing.set(box, setTimeout(function () { put(box, false); }, TYPING));
  });
  document.addEventListener("change", function (event) {
    var box = boxOf(event.target);
    if (box) { setTimeout(function () { put(box, true); }, 0); }
  });
  document.addEventListener("focusout", function (event) {
    var box = boxOf(event.target);
    if (box && typing.has(box)) { setTimeout(function () { put(box, true); }, 0); }
  });
  // A form that goes as a whole, like that of a scar; the others also send their answers one by one.
  function isWhole(form) { return form.matches("[data-whole]"); }
  function waits(url) {
    return queue.concat(unlisted).some(function (one) { return !one.question && new URL(one.url, location.href).pathname === new URL(url, location.href).pathname; });
  }
  // Where a form leads while the clinic cannot say it: after scars were said, to the form of one until one is told.
  function nextOf(form, button) {
    var scar = form.dataset.scar;
    if (!scar || !form.querySelector("[name=has_scars][value=yes]:checked")) { return form.dataset.next; }
    return (button && button.value === "scar") || !(form.dataset.scars > 0 || waits(scar)) ? scar : form.dataset.next;
  }
  document.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (event.defaultPrevented || !form.matches("[data-answer], [data-whole]") || (button && button.hasAttribute("formaction"))) { return; }
    if (isWhole(form) && !form.checkValidity()) {
      // the clinic's own page says what is missing; without a network the browser does
      if (tries) { event.preventDefault(); form.reportValidity(); }
      return;
    }
    event.preventDefault();
    if (pressed) { return; }
    flush();
    var fields = all(form);
    if (button && button.name) { fields.push([button.name, button.value]); }
    queue = queue.filter(function (one) { return one.form !== form || one.question || one === sending; });
    var one = { form: form, url: form.action, fields: fields, key: isWhole(form) && form.elements.form_key.value || newKey(), whole: isWhole(form) };
    pressed = { next: nextOf(form, button), one: one, button: button };
    queue.push(one);
    tell("changed");
    if (tries && sending !== null) { away(); } else { send(); }
  });
  // A link pressed while something waits: first the answers, then the page; without a network the page from memory.
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href]");
    flush();
    if (!link || !(queue.length || isHeld()) || pressed || link.origin !== location.origin || link.target || event.defaultPrevented) { return; }
    if (link.pathname === location.pathname && link.hash) { return; }
    event.preventDefault();
    if (!queue.length) { go(link.href); return; }
    if (tries) { tell("away", { url: link.href }); return; }
    pressed = { next: link.href, one: null };
  });
  window.addEventListener("online", function () { tries = 0; clearTimeout(retry); send(); });
  document.addEventListener("visibilitychange", function () { if (document.hidden) { flush(); } });
  window.addEventListener("beforeunload", function (event) {
    if (!isLeaving && (tries || queue.length > 1) && queue.length) { event.preventDefault(); }
  });
  document.addEventListener("photos:through", finish);
  window.addEventListener("pageshow", function () { isLeaving = false; });

  window.saving = {
    // What waits, as plain facts that a copy can be made of.
    waiting: function () {
      return queue.map(function (one) {
        return {
          url: one.url, question: one.question, whole: one.whole, fields: one.fields.filter(function (pair) { return pair[0] !== "csrfmiddlewaretoken"; }),
          key: one.key, version: one.form ? one.form.elements.version.value : one.version, versions: one.form ? versions(one.form) : one.versions
        };
      });
    },
    // Send what such a copy holds, before anything else.
    resume: function (copies) { queue = copies.concat(queue); say("unsent"); send(); },
    holds: function () { return queue.length > 0 || isHeld(); },
    say: say,
    waits: waits,
    newKey: newKey
  };
})();
