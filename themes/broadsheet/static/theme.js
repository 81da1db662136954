// Comforts; nothing needs them to be read.
(function () {
  "use strict";
  var root = document.documentElement;
  var all = function (selector, from) { return Array.prototype.slice.call((from || document).querySelectorAll(selector)); };
  var stored = function (key) { try { return localStorage.getItem(key); } catch (e) { return null; } };
  var store = function (key, value) { try { localStorage.setItem(key, value); } catch (e) { /* not kept */ } };

  // Light and dark
  var dark = matchMedia("(prefers-color-scheme: dark)");
  var isDark = function () { return root.classList.contains("scheme-dark") || (!root.classList.contains("scheme-light") && dark.matches); };
  all(".scheme-switch").forEach(function (button) {
    button.addEventListener("click", function () {
      var next = isDark() ? "light" : "dark";
      root.classList.remove("scheme-auto", "scheme-light", "scheme-dark");
      root.classList.add("scheme-" + next);
      store("dossier-scheme", next);
    });
  });

  // Notes of one line on narrow screens
  var notes = all("aside.note");
  var open = function (note, is) {
    note.classList.toggle("open", is);
    all(".note-toggle", note).forEach(function (b) { b.setAttribute("aria-expanded", String(is)); });
  };
  notes.forEach(function (note) {
    all(".note-toggle", note).forEach(function (button) {
      button.addEventListener("click", function () { open(note, !note.classList.contains("open")); });
    });
  });
  var addressed = function () {
    var id = "";
    try { id = decodeURIComponent(location.hash.slice(1)); } catch (e) { return; }
    var target = id && document.getElementById(id);
    var note = target && target.closest("aside.note");
    if (note) { open(note, true); target.scrollIntoView({ block: "nearest" }); }
  };
  addressed();
  addEventListener("hashchange", addressed);
  addEventListener("beforeprint", function () { all("details").forEach(function (d) { if (!d.open) { d.open = true; d.dataset.printed = ""; } }); });
  addEventListener("afterprint", function () { all("details[data-printed]").forEach(function (d) { d.open = false; delete d.dataset.printed; }); });

  // A passage shows its notes, and a note its passage
  var light = function (ids, is) {
    ids.forEach(function (id) {
      all('aside.note[data-annotation="' + id + '"], mark[data-annotations~="' + id + '"]').forEach(function (e) { e.classList.toggle("lit", is); });
    });
  };
  var ids = function (node) {
    var mark = node && node.closest && node.closest("mark.annotation");
    if (mark) return mark.dataset.annotations.split(" ");
    var ref = node && node.closest && node.closest(".annotation-ref");
    if (ref) return [ref.getAttribute("href").slice("#note-".length)];
    var inner = node && node.closest && node.matches("a.mention") && node.querySelector("mark.annotation");
    if (inner) return inner.dataset.annotations.split(" ");
    var note = node && node.closest && node.closest("aside.note");
    return note ? [note.dataset.annotation] : [];
  };
  [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]].forEach(function (pair) {
    document.addEventListener(pair[0], function (event) { light(ids(event.target), pair[1]); });
  });

  // Links and citations of notes
  var say = function (button, text) {
    var before = button.textContent;
    button.textContent = text;
    setTimeout(function () { button.textContent = before; }, 1600);
  };
  var copy = function (text, button) {
    var done = function () { say(button, button.dataset.done); };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, function () { prompt("", text); });
    else prompt("", text);
  };
  all(".copy-link, .copy-citation").forEach(function (button) {
    var note = button.closest("aside.note");
    button.addEventListener("click", function () {
      var url = location.href.split("#")[0] + "#" + note.id;
      var title = note.querySelector(".title");
      var cite = [title && title.textContent, document.title, button.dataset.edition, url].filter(Boolean).join(". ");
      copy(button.classList.contains("copy-link") ? url : cite, button);
    });
  });

  // Shortcuts
  var help = document.getElementById("help");
  var box = document.getElementById("shortcuts");
  if (!help || !box) return;
  box.checked = stored("dossier-shortcuts") !== "off";
  box.addEventListener("change", function () { store("dossier-shortcuts", box.checked ? "on" : "off"); });
  all(".close", help).forEach(function (b) { b.addEventListener("click", function () { help.close(); }); });
  all(".help-open").forEach(function (b) { b.addEventListener("click", function () { help.showModal(); }); });
  var step = function (by) {
    var shown = notes.filter(function (n) { return n.offsetParent !== null; });
    if (!shown.length) return;
    var at = shown.indexOf(document.activeElement && document.activeElement.closest("aside.note"));
    var next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.max(0, Math.min(shown.length - 1, at + by));
    var note = shown[next];
    open(note, true);
    note.tabIndex = -1;
    note.focus({ preventScroll: true });
    note.scrollIntoView({ block: "center" });
  };
  document.addEventListener("keydown", function (event) {
    var target = event.target;
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
    if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "?") help.showModal();
    else if (event.key === "/") {
      var goal = document.querySelector("[type=search]") || document.querySelector(".site-nav a");
      if (!goal) return;
      goal.focus();
    } else return;
    event.preventDefault();
  });
})();
