// Each answer goes to the clinic as it is given. What has not got through waits in the memory of the page, in order.
// Other scripts see: window.saving, and the events saving:changed, saving:sent and saving:away (detail.url) on document.
(function () {
  "use strict";
  var TYPING = 1000, PATIENCE = 10000, PAUSES = [1, 2, 4, 8, 15, 30];
  var words = (document.querySelector("[data-saving-words]") || { dataset: {} }).dataset;
  var queue = [], sending = null, tries = 0, retry = 0, typing = new Map(), last = new WeakMap();
  var said = "", isLeaving = false, pressed = null, refused = null;

  function tell(name, detail) { document.dispatchEvent(new CustomEvent("saving:" + name, { detail: detail || {} })); }
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
        if (answer.status === 403 || (answer.redirected && !news)) { return later("closed"); }
        tries = 0;
        queue.shift();
        sending = null;
        settle(one, answer.status, news || {});
        tell("changed");
        if (queue.length) { send(); } else if (refused) { hand(refused); } else { tell("sent"); if (pressed && !pressed.one) { go(pressed.next); } }
      }, function () { later("unsent"); })
      .finally(function () { clearTimeout(timer); });
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
  function go(url) { isLeaving = true; location.assign(url); }

  function settle(one, status, news) {
    if (one.form && news.versions) { learn(one.form, news.versions); }
    if (one.question) { settleAnswer(one, status, news); } else { settleStep(one, news); }
    if (news.saved_at && !queue.length) { say("saved", news.saved_at); }
  }
  function settleAnswer(one, status, news) {
    var box = one.box;
    if (status === 410 && news.next) { go(news.next); }
    if (!box) { return; }
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
  function settleStep(one, news) {
    var press = pressed && pressed.one === one ? pressed : null;
    if (press) { pressed = null; }
    if (one.whole && !news.next && (!one.form || !one.form.isConnected)) { refused = one; }
    if (!one.form || !one.form.isConnected) { return; }
    if (news.next) { if (!queue.length) { go(news.next); } return; }
    // wrong, or two answers: the clinic's own page says so
    isLeaving = true;
    if (press && press.button && press.button.name) {
      var hidden = document.createElement("input");
      Object.assign(hidden, { type: "hidden", name: press.button.name, value: press.button.value });
      one.form.append(hidden);
    }
    one.form.submit();
  }

  // What the clinic did not take, and stands on no page any more: its own page says why, with everything typed.
  function hand(one) {
    var form = Object.assign(document.createElement("form"), { method: "post", action: one.url, hidden: true });
    bodyOf(one).forEach(function (value, name) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: name, value: value }));
    });
    document.body.append(form);
    isLeaving = true;
    form.submit();
  }

  function isText(input) { return input && (input.tagName === "TEXTAREA" || /^(text|tel|email|search|number)$/.test(input.type)); }
  function mark(box, sentence) {
    var id = box.id.slice(4) + "_error", old = document.getElementById(id), first = box.querySelector("input, select, textarea");
    if (old) { old.remove(); }
    box.classList.toggle("has-error", Boolean(sentence));
    box.querySelectorAll("input, select, textarea").forEach(function (input) {
      if (sentence) { input.setAttribute("aria-invalid", "true"); } else { input.removeAttribute("aria-invalid"); }
    });
    var told = ((first && first.getAttribute("aria-describedby")) || "").split(" ").filter(function (one) { return one && one !== id; });
    if (sentence) {
      var place = document.createElement("div"), shape = document.getElementById("answer-error").content.cloneNode(true);
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
    var shape = document.getElementById("two-answers").content.cloneNode(true), both = shape.firstElementChild;
    box.querySelectorAll(".two-answers").forEach(function (old) { old.remove(); });
    both.querySelector("[data-theirs]").textContent = news.saved || "–";
    both.querySelector("[data-mine]").textContent = news.typed || "–";
    both.addEventListener("click", function (event) {
      var keep = event.target.closest("[data-keep]"), seen = {};
      if (!keep) { return; }
      seen[one.question] = news.version;
      learn(one.form, seen);
      both.remove();
      last.delete(box);
      if (keep.dataset.keep === "mine") { put(box, true); } else { take(box, news.html); }
    });
    box.prepend(both);
    both.focus();
    say("look");
    announce(both.querySelector("p").textContent);
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
    return queue.some(function (one) { return !one.question && new URL(one.url, location.href).pathname === new URL(url, location.href).pathname; });
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
    if (!link || !queue.length || pressed || link.origin !== location.origin || link.target || event.defaultPrevented) { return; }
    if (link.pathname === location.pathname && link.hash) { return; }
    event.preventDefault();
    if (tries) { tell("away", { url: link.href }); return; }
    pressed = { next: link.href, one: null };
  });
  window.addEventListener("online", function () { tries = 0; clearTimeout(retry); send(); });
  document.addEventListener("visibilitychange", function () { if (document.hidden) { flush(); } });
  window.addEventListener("beforeunload", function (event) {
    if (!isLeaving && (tries || queue.length > 1) && queue.length) { event.preventDefault(); }
  });
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
    say: say,
    waits: waits,
    newKey: newKey
  };
})();
