// A photo that was chosen and not sent goes first; the page comes back with it, and nothing is lost on the way on.
(function () {
  "use strict";
  document.addEventListener("submit", function (event) {
    if (event.target.matches("form.photo-send")) return;
    var waiting = Array.from(document.querySelectorAll("form.photo-send input[type=file]")).find(function (input) {
      return input.files.length > 0;
    });
    if (!waiting) return;
    event.preventDefault();
    waiting.form.requestSubmit();
  });
})();
