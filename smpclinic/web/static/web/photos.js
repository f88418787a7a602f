// Photos go by themselves: made smaller on the phone, looked at, and sent in pieces that no lost network loses.
(function () {
  "use strict";
  const list = document.querySelector("[data-photos]");
  if (!list || !window.createImageBitmap || !window.crypto || !crypto.subtle) { return; }
  const words = list.dataset, form = list.closest("form");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const SIDE = 2560, LOOK = 480, PIECE = 256 * 1024, PAUSES = [500, 1000, 2000, 4000, 8000, 15000], PATIENCE = 60000;
  const DARK = 45, BLURRED = 12, TWIN = 5;
  const looks = {};
  let line = Promise.resolve(), busy = 0, isOffline = false, held = null;

  list.classList.add("live");
  window.photosBusy = () => busy > 0;
  // Also while another step is shown and this one waits in the memory of the page.
  const row = (view) => list.querySelector("#view-" + view);
  const part = (view, name) => row(view).querySelector(name);
  const say = (text) => { const live = document.getElementById("live"); if (live) { live.textContent = text; } };
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

  function news(view, text, shown) {
    part(view, ".photo-news").hidden = false;
    part(view, "[data-say]").textContent = text;
    ["[data-keep]", "[data-again]", "[data-retry]", "progress"].forEach((name) => {
      part(view, name).hidden = !shown.includes(name);
    });
    say(text);
  }

  // Looking at it

  function drawn(picture, side) {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext("2d", { willReadFrequently: side < SIDE });
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  function grey(canvas) {
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    const light = new Float32Array(data.length / 4), skin = new Uint8Array(data.length / 4);
    for (let i = 0, n = 0; i < data.length; i += 4, n += 1) {
      const r = data[i], g = data[i + 1], b = data[i + 2];
      light[n] = 0.299 * r + 0.587 * g + 0.114 * b;
      const cb = 128 + 0.564 * (b - light[n]), cr = 128 + 0.713 * (r - light[n]);
      skin[n] = cr > 133 && cr < 178 && cb > 77 && cb < 130 ? 1 : 0;
    }
    return { light: light, skin: skin, width: canvas.width, height: canvas.height };
  }

  const mean = (values) => values.reduce((sum, one) => sum + one, 0) / (values.length || 1);

  function sharpness(seen) {
    const w = seen.width, l = seen.light;
    let sum = 0, squares = 0, count = 0;
    for (let y = 1; y < seen.height - 1; y += 1) {
      for (let n = y * w + 1; n < (y + 1) * w - 1; n += 1) {
        const edge = l[n - 1] + l[n + 1] + l[n - w] + l[n + w] - 4 * l[n];
        sum += edge; squares += edge * edge; count += 1;
      }
    }
    return squares / count - (sum / count) ** 2;
  }

  // The mean of the cells of a 12 by 12 grid: light, and the share of skin colour.
  function cells(seen) {
    const light = new Array(144).fill(0), skin = new Array(144).fill(0), count = new Array(144).fill(0);
    for (let y = 0; y < seen.height; y += 1) {
      for (let x = 0; x < seen.width; x += 1) {
        const cell = Math.floor(12 * y / seen.height) * 12 + Math.floor(12 * x / seen.width), n = y * seen.width + x;
        light[cell] += seen.light[n]; skin[cell] += seen.skin[n]; count[cell] += 1;
      }
    }
    return { light: light.map((sum, n) => sum / count[n]), skin: skin.map((sum, n) => sum / count[n]) };
  }

  // What a phone can tell by simple means: hints, never a refusal.
  function hint(view, canvas) {
    const seen = grey(canvas), grid = cells(seen);
    const inner = (n) => n % 12 > 2 && n % 12 < 9 && n > 24 && n < 132;
    const edge = (n) => n % 12 === 0 || n % 12 === 11 || n < 12;
    const around = grid.light.filter((_one, n) => edge(n)).sort((a, b) => a - b)[16];
    const standsOut = grid.light.filter((one, n) => inner(n) && Math.abs(one - around) > 25).length;
    const skin = mean(grid.skin), face = mean(grid.skin.filter((_one, n) => inner(n)));
    const look = grid.light.map((one, n) => (n % 12 < 11 && one > grid.light[n + 1] + 4 ? 1 : 0));
    const twin = Object.keys(looks).some((other) => other !== view
      && looks[other].reduce((sum, one, n) => sum + Math.abs(one - look[n]), 0) <= TWIN);
    looks[view] = look;
    if (mean(seen.light) < DARK) { return "dark"; }
    if (standsOut < 4 && skin < 0.02) { return "nohead"; }
    if (sharpness(seen) < BLURRED) { return "blurred"; }
    if (view === "front" && face < 0.02) { return "noface"; }
    return twin ? "twin" : "";
  }

  async function choose(view, file) {
    let made = Promise.resolve(file), doubt = "";
    busy += 1;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" }), look = drawn(picture, LOOK);
      doubt = hint(view, look);
      part(view, ".photo-look").replaceChildren(look, part(view, ".photo-example svg").cloneNode(true));
      made = smaller(picture).then((blob) => blob || file);
    } catch (error) { /* This browser cannot open it; the clinic may. It goes as it is. */ }
    const go = () => { busy += 1; made.then((ready) => send(view, ready)).finally(free); };
    if (doubt) {
      news(view, words[doubt], ["[data-keep]", "[data-again]"]);
      part(view, "[data-keep]").onclick = go;
      part(view, "[data-keep]").focus();
    } else {
      news(view, words.sending, ["progress"]);
      go();
    }
    free();
  }

  function smaller(picture) {
    const canvas = drawn(picture, SIDE);
    picture.close();
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  }

  function free() {
    busy -= 1;
    if (!busy) { letGo(); document.dispatchEvent(new CustomEvent("photos:through")); }
  }

  // Sending it

  const digest = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");

  function send(view, file) {
    busy += 1;
    news(view, words.sending, ["progress"]);
    line = line.then(() => deliver(view, file)).catch(() => stop(view, words.stopped, file)).finally(free);
  }

  // A press on Continue that waited for the photos; a second after it, so that it does not count as the same press.
  function letGo() {
    const pressed = held;
    held = null;
    if (pressed) { setTimeout(() => form.requestSubmit(pressed), 1000); }
  }

  function stop(view, text, file) {
    news(view, text, ["[data-retry]", "[data-again]"]);
    part(view, "[data-retry]").onclick = () => send(view, file);
    // the file is here and nowhere else: whoever is on another step is led back to it
    if (!list.isConnected) { document.dispatchEvent(new CustomEvent("saving:away", { detail: { url: form.action }, cancelable: true })); }
  }

  // Wait for the network, for a press, or for a while.
  function pause(view, ms) {
    return new Promise((done) => {
      const timer = setTimeout(go, ms);
      function go() { clearTimeout(timer); window.removeEventListener("online", go); done(); }
      window.addEventListener("online", go);
      part(view, "[data-retry]").onclick = go;
    });
  }

  // A network that keeps silent counts as one that is away.
  function ask(address, method, more, body) {
    const headers = Object.assign({ "X-CSRFToken": token }, more);
    const signal = AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : null;
    return fetch(address, { method: method, headers: headers, body: body, signal: signal, redirect: "manual", cache: "no-store" });
  }

  async function deliver(view, file) {
    const bytes = await file.arrayBuffer();
    const told = new URLSearchParams({ view: view, length: bytes.byteLength, sha256: hex(await digest(bytes)) });
    let address = "", offset = 0, sure = false, misses = 0;
    for (;;) {
      let answer = null;
      try {
        if (!address) {
          answer = await ask(words.photos, "POST", {}, told);
        } else if (!sure) {
          answer = await ask(address, "HEAD", {});
        } else {
          const piece = bytes.slice(offset, offset + PIECE);
          const sum = "sha256 " + btoa(String.fromCharCode(...await digest(piece)));
          const head = { "Upload-Offset": offset, "Upload-Checksum": sum };
          answer = await ask(address, "PATCH", Object.assign(head, { "Content-Type": "application/offset+octet-stream" }), piece);
        }
      } catch (error) { answer = null; }
      const state = answer && answer.headers.get("Upload-State");
      if (state) {
        address = answer.headers.get("Location") || address;
        misses = answer.ok ? 0 : misses + 1;
        isOffline = false;
        offset = Number(answer.headers.get("Upload-Offset"));
        sure = true;
        part(view, "progress").value = 100 * offset / bytes.byteLength;
        if (state !== "arriving") { return arrived(view, address); }
        if (answer.ok) { news(view, words.sending, ["progress"]); continue; }
      } else if (answer && answer.status === 404 && address) {
        address = "";
      } else if (answer && answer.status < 500) {
        const isOurs = (answer.headers.get("Content-Type") || "").startsWith("text/plain");
        return stop(view, isOurs ? await answer.text() : words.stopped, file);
      }
      if (!state) { misses += 1; sure = false; }
      if (misses > 1) {
        isOffline = true;
        news(view, words.offline, ["progress", "[data-retry]"]);
        letGo();
      }
      await pause(view, PAUSES[Math.min(misses, PAUSES.length) - 1] || 0);
    }
  }

  // What became of it

  function arrived(view, address) {
    news(view, words.sent, []);
    watch(view, address);
  }

  async function watch(view, address) {
    for (let n = 0; n < 400; n += 1) {
      try {
        const answer = await ask(address, "GET", {});
        if (answer.status === 404 || answer.status === 403) { return; }
        if (answer.ok && put(view, await answer.text())) { return; }
      } catch (error) { /* asked again below */ }
      await sleep(Math.min(1000 + 100 * n, 5000));
    }
  }

  function put(view, html) {
    const box = document.createElement("template");
    box.innerHTML = html;
    const old = row(view), fresh = box.content.querySelector("li"), hadFocus = old.contains(document.activeElement);
    if (fresh.dataset.preparing && old.dataset.preparing) { return false; }
    old.replaceWith(fresh);
    strip(fresh);
    if (fresh.dataset.preparing) { return false; }
    const error = fresh.querySelector(".error");
    say(fresh.querySelector("b, .form-label").textContent + ": " + (error ? error.textContent.trim() : words.saved));
    if (hadFocus) { const next = fresh.querySelector("button:not([hidden])"); if (next) { next.focus(); } }
    return true;
  }

  // A file that goes by itself is no part of the form.
  function strip(root) { root.querySelectorAll("input[type=file]").forEach((input) => input.removeAttribute("name")); }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("button"), item = event.target.closest("li");
    const kind = button && ["take", "choose", "again"].find((one) => one in button.dataset);
    if (!kind) { return; }
    const input = item.querySelector("input[type=file]");
    if (kind === "take") { input.setAttribute("capture", "environment"); }
    if (kind === "choose") { input.removeAttribute("capture"); }
    input.value = "";
    input.click();
  });
  list.addEventListener("change", (event) => {
    if (event.target.type !== "file") { return; }
    event.stopPropagation();
    const file = event.target.files[0];
    if (file) { choose(event.target.closest("li").dataset.view, file); }
  });
  form.addEventListener("submit", (event) => {
    // Going on without a word about a doubtful photo keeps it.
    list.querySelectorAll(".photo-news:not([hidden]) [data-keep]:not([hidden])").forEach((button) => button.click());
    // Without a network the steps go on in the memory of the page, and the photos with them.
    if (!busy || isOffline) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    held = event.submitter;
    say(words.hold);
  });
  window.addEventListener("beforeunload", (event) => { if (busy) { event.preventDefault(); } });

  strip(list);
  list.querySelectorAll("li[data-preparing]").forEach((item) => watch(item.dataset.view, item.dataset.preparing));
})();
