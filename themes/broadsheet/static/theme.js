// Comforts; nothing needs them to be read. `t(key="…")` is a word of the interface.
(function () {
  "use strict";
  var root = document.documentElement;
  var all = function (selector, from) { return Array.prototype.slice.call((from || document).querySelectorAll(selector)); };
  var stored = function (key) { try { return localStorage.getItem(key); } catch (e) { return null; } };
  var store = function (key, value) { try { localStorage.setItem(key, value); } catch (e) { /* not kept */ } };

  // What only a script can do is made by it. The editor's preview leaves what is `data-made` alone.
  var make = function (parent, name, className, text) {
    var element = document.createElement(name);
    element.className = className;
    element.setAttribute("data-made", "");
    if (name === "button") element.type = "button";
    if (text) element.textContent = text;
    parent.appendChild(element);
    return element;
  };
  var made = function (parent, selector) { return all(selector, parent).filter(function (e) { return e.hasAttribute("data-made"); }); };
  var notes = function () { return all("aside.note"); };
  var open = function (note, is) {
    note.classList.toggle("open", is);
    all(".note-toggle", note).forEach(function (b) { b.setAttribute("aria-expanded", String(is)); });
  };
  var furnish = function () {
    var masthead = document.querySelector(".masthead");
    if (masthead && !made(masthead, ".scheme-switch").length) {
      var button = make(masthead, "button", "scheme-switch");
      make(button, "span", "to-dark", t(key="dark"));
      make(button, "span", "to-light", t(key="light"));
    }
    var footer = document.querySelector(".site-footer");
    if (footer && !made(footer, ".help-line").length) {
      make(make(footer, "p", "help-line"), "button", "help-open", t(key="shortcuts"));
    }
    notes().forEach(function (note) {
      if (made(note, ".note-toggle").length) return;
      var label = note.getAttribute("aria-label") || "";
      var number = note.querySelector("header > a, .note-number");
      var title = note.querySelector("header em");
      if (number && number.href) number.setAttribute("aria-label", label + ": " + t(key="to_passage"));
      var head = note.querySelector("header");
      if (head) {
        var name = [t(key="open_note"), number && number.textContent].filter(Boolean).join(" ");
        make(head, "button", "note-toggle").setAttribute("aria-label", name + ": " + (title ? title.textContent : ""));
        open(note, note.classList.contains("open"));
      }
      // A note without a number in the text has its link on the page.
      var tools = note.querySelector(".note-links > .note-tools");
      if (!tools) {
        var list = note.querySelector(".note-links");
        if (!list) {
          var more = make(note, "details", "note-more");
          var summary = make(more, "summary", "", t(key="more"));
          if (title) make(summary, "span", "visually-hidden", ": " + title.textContent);
          list = make(more, "ul", "note-links");
        }
        tools = make(list, "li", "note-tools");
        make(tools, "a", "permalink", t(key="link_to_note")).href = "#" + note.id;
      }
      make(tools, "button", "copy-link", t(key="copy_link"));
      make(tools, "button", "copy-citation", t(key="copy_citation"));
    });
  };
  furnish();
  document.addEventListener("dossier:update", furnish);

  // Light and dark
  var dark = matchMedia("(prefers-color-scheme: dark)");
  var isDark = function () { return root.classList.contains("scheme-dark") || (!root.classList.contains("scheme-light") && dark.matches); };
  var turn = function () {
    var next = isDark() ? "light" : "dark";
    root.classList.remove("scheme-auto", "scheme-light", "scheme-dark");
    root.classList.add("scheme-" + next);
    store("dossier-scheme", next);
  };

  // A note that is linked to opens, where notes are one line
  var addressed = function () {
    var id = "";
    try { id = decodeURIComponent(location.hash.slice(1)); } catch (e) { return; }
    var target = id && document.getElementById(id);
    var note = target && target.closest("aside.note");
    if (note) { open(note, true); target.scrollIntoView({ block: "nearest" }); }
  };
  addressed();
  addEventListener("hashchange", addressed);

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
    if (button.dataset.before) return;
    button.dataset.before = button.textContent;
    button.textContent = text;
    setTimeout(function () { button.textContent = button.dataset.before; delete button.dataset.before; }, 1600);
  };
  var copy = function (text, button) {
    var done = function () { say(button, t(key="copied")); };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, function () { prompt("", text); });
    else prompt("", text);
  };
  var link = function (note) { return location.href.split("#")[0] + "#" + note.id; };
  var citation = function (note) {
    var title = note.querySelector("header em");
    var edition = document.querySelector(".edition .cited-as");
    return [title && title.textContent, document.title, edition && edition.textContent, link(note)].filter(Boolean).join(". ");
  };

  // Shortcuts
  var help = null;
  var keys = stored("dossier-shortcuts") !== "off";
  var explain = function () {
    if (!help) {
      help = make(document.body, "dialog", "help");
      help.id = "help";
      help.setAttribute("aria-labelledby", "help-heading");
      make(help, "h2", "", t(key="shortcuts")).id = "help-heading";
      var list = make(help, "dl", "");
      [["j", t(key="shortcut_next")], ["k", t(key="shortcut_previous")], ["/", t(key="shortcut_search")], ["?", t(key="shortcut_help")]].forEach(function (key) {
        var row = make(list, "div", "");
        make(make(row, "dt", ""), "kbd", "", key[0]);
        make(row, "dd", "", key[1]);
      });
      var label = make(help, "label", "");
      var box = make(label, "input", "");
      box.type = "checkbox";
      box.id = "shortcuts";
      box.checked = keys;
      box.addEventListener("change", function () {
        keys = box.checked;
        store("dossier-shortcuts", keys ? "on" : "off");
      });
      label.appendChild(document.createTextNode(" " + t(key="shortcut_use")));
      make(help, "button", "close", t(key="close")).addEventListener("click", function () { help.close(); });
    }
    help.showModal();
  };
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button");
    var note = button && button.closest("aside.note");
    if (!button) return;
    if (button.matches(".scheme-switch")) turn();
    else if (button.matches(".help-open")) explain();
    else if (note && button.matches(".note-toggle")) open(note, !note.classList.contains("open"));
    else if (note && button.matches(".copy-link")) copy(link(note), button);
    else if (note && button.matches(".copy-citation")) copy(citation(note), button);
  });
  var step = function (by) {
    var shown = notes().filter(function (n) { return n.offsetParent !== null; });
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
    if (!keys || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || (help && help.open)) return;
    if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "?") explain();
    else if (event.key === "/") {
      var goal = document.querySelector("[type=search]") || document.querySelector(".site-nav a");
      if (!goal) return;
      goal.focus();
    } else return;
    event.preventDefault();
  });
})();
