// On the patient's own device, and only when they say that it is, what is not sent yet is also kept locked for 24 hours.
// The key comes with the page from the clinic and is stored nowhere here; sending or leaving takes the copy away.
(function () {
  "use strict";
  var DAY = 24 * 60 * 60 * 1000, NAME = "intake";
  function forget() { if (window.indexedDB) { indexedDB.deleteDatabase(NAME); } }
  document.addEventListener("submit", function (event) { if (event.target.matches("[data-forget]")) { forget(); } });

  var words = document.querySelector("[data-saving-words][data-device]"), row = document.querySelector("[data-own-device]");
  if (!words || !row || !window.saving || !window.indexedDB || !window.crypto || !crypto.subtle) { return; }
  var tick = row.querySelector("input"), key = null, writing = Promise.resolve();

  function open() {
    return new Promise(function (done, failed) {
      var asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = function () { asked.result.createObjectStore("copy"); };
      asked.onsuccess = function () { done(asked.result); };
      asked.onerror = failed;
    });
  }
  function ask(mode, question) {
    return open().then(function (base) {
      return new Promise(function (done, failed) {
        var act = base.transaction("copy", mode), asked = question(act.objectStore("copy"));
        act.oncomplete = function () { base.close(); done(asked.result); };
        act.onerror = failed;
      });
    });
  }
  function write() {
    if (!tick.checked || !key) { return; }
    var iv = crypto.getRandomValues(new Uint8Array(12)), text = new TextEncoder().encode(JSON.stringify(window.saving.waiting()));
    writing = writing.then(function () { return crypto.subtle.encrypt({ name: "AES-GCM", iv: iv }, key, text); })
      .then(function (locked) {
        return tick.checked && ask("readwrite", function (store) { return store.put({ at: Date.now(), iv: iv, locked: locked }, "it"); });
      }).catch(function () { /* storage refused: the page's own memory is there all the same */ });
  }
  function resume(copy) {
    if (!copy) { return; }
    if (Date.now() - copy.at > DAY) { forget(); return; }
    crypto.subtle.decrypt({ name: "AES-GCM", iv: copy.iv }, key, copy.locked).then(function (text) {
      var waiting = JSON.parse(new TextDecoder().decode(text));
      tick.checked = true;
      if (!waiting.length) { return; }
      document.addEventListener("saving:sent", function () { location.reload(); }, { once: true });
      window.saving.resume(waiting);
    }).catch(forget);  // of another intake, or broken
  }

  var bytes = Uint8Array.from(atob(words.dataset.device), function (letter) { return letter.charCodeAt(0); });
  crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]).then(function (made) {
    key = made;
    row.hidden = false;
    return ask("readonly", function (store) { return store.get("it"); }).then(resume);
  }).catch(function () { row.hidden = true; });
  document.addEventListener("saving:changed", write);
  tick.addEventListener("change", function () { if (tick.checked) { write(); } else { forget(); } });
})();
