// Shows the first lines of what a link leads to: with a mouse after a moment, with the keyboard at once, on a touch screen
// at the first tap on a name. They stand in `previews/`, by the hash of the target's page; `index.js` says in how many.
(function () {
  "use strict";
  var own = document.currentScript;
  if (!own || !window.URL || !document.body.closest) return;
  var root = new URL("../", own.src).href;
  var count = 0;
  var known = {};
  var loaded = {};
  var box = document.createElement("div");
  box.className = "preview";
  box.id = "preview-box";
  box.setAttribute("role", "tooltip");
  box.setAttribute("data-made", "");
  var shown = null;
  var wanted = null;
  var timer = 0;
  var touched = false;

  // What the scripts call: with how many shards there are, or with the number of one and what is in it.
  window.dossierPreviews = function (number, entries) {
    if (entries) Object.keys(entries).forEach(function (href) { known[href] = entries[href]; });
    else count = number;
  };
  // Runs a script of the folder once, and then what waits for it.
  function load(name, then) {
    var waiting = loaded[name];
    if (waiting === true) return then();
    if (waiting) return waiting.push(then);
    waiting = loaded[name] = [then];
    var script = document.createElement("script");
    script.src = root + "previews/" + name + ".js";
    script.onload = script.onerror = function () {
      script.remove();
      loaded[name] = true;
      waiting.forEach(function (next) { next(); });
    };
    document.head.appendChild(script);
  }
  // FNV-1a; what links write of an address is ASCII.
  function shard(page) {
    var hash = 0x811c9dc5;
    for (var i = 0; i < page.length; i++) hash = Math.imul(hash ^ page.charCodeAt(i), 0x01000193);
    return hash & (count - 1);
  }
  // Hands on the title and the line for a link, or nothing; at once if they are loaded.
  function find(link, then) {
    var href = link.href.slice(root.length);
    var page = href.split("#")[0];
    load("index", function () {
      if (count) load(shard(page), function () { then(known[href] || known[page]); });
      else then();
    });
  }
  // A link to a name, a question or a place on another page of the site.
  function at(event) {
    var link = event.target.closest ? event.target.closest("a[href]") : null;
    if (!link || link.href.indexOf(root) !== 0 || link.href.split("#")[0] === location.href.split("#")[0]) return null;
    return /^(entities|claims)\/|#/.test(link.href.slice(root.length)) ? link : null;
  }
  function hide() {
    clearTimeout(timer);
    if (shown) shown.removeAttribute("aria-describedby");
    shown = wanted = null;
    box.hidden = true;
  }
  function show(link, preview) {
    box.textContent = "";
    ["preview-title", "preview-text"].forEach(function (name, n) {
      var line = document.createElement("p");
      line.className = name;
      line.textContent = preview[n];
      box.appendChild(line);
    });
    box.hidden = false;
    document.body.appendChild(box);
    link.setAttribute("aria-describedby", box.id);
    shown = link;
    var place = link.getClientRects()[0] || link.getBoundingClientRect();
    var width = document.documentElement.clientWidth;
    var left = Math.max(8, Math.min(place.left, width - box.offsetWidth - 8));
    var above = place.bottom + box.offsetHeight + 8 > window.innerHeight && place.top > box.offsetHeight + 8;
    var top = above ? place.top - box.offsetHeight - 4 : place.bottom + 4;
    box.style.left = left + window.pageXOffset + "px";
    box.style.top = top + window.pageYOffset + "px";
  }
  // Shows what a link leads to as soon as it is loaded, if the link is still meant then.
  function open(link, otherwise) {
    hide();
    wanted = link;
    find(link, function (preview) {
      if (wanted !== link) return;
      if (preview) show(link, preview);
      else if (otherwise) otherwise();
    });
  }
  function later(action, wait) {
    clearTimeout(timer);
    timer = setTimeout(action, wait);
  }

  document.addEventListener("pointerover", function (event) {
    if (event.pointerType !== "mouse") return;
    var link = at(event);
    if (link && link !== shown) {
      find(link, function () {});
      later(function () { open(link); }, 350);
    } else if (link || box.contains(event.target)) clearTimeout(timer);
    else if (shown) later(hide, 250);
    else hide();
  });
  document.addEventListener("pointerdown", function (event) {
    touched = event.pointerType === "touch";
    var link = at(event);
    if (link) find(link, function () {});
    else if (!box.contains(event.target)) hide();
  });
  document.addEventListener("focusin", function (event) {
    var link = at(event);
    if (link && !touched) open(link);
    else if (!link) hide();
  });
  document.addEventListener("focusout", function () {
    if (!touched) hide();
  });
  document.addEventListener("click", function (event) {
    var link = at(event);
    if (touched && link && link !== shown && link.classList.contains("mention")) {
      event.preventDefault();
      open(link, function () { location.href = link.href; });
    }
  });
  document.addEventListener("keydown", function (event) {
    touched = false;
    if (event.key === "Escape") hide();
  });
  // In the editor's preview what was loaded may have changed with the page.
  document.addEventListener("dossier:update", function () { known = {}; loaded = {}; });
  window.addEventListener("pagehide", hide);
})();
