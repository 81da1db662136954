/* Shows the first lines of what a link leads to, from the list at the end of the page.
   With a mouse after a moment, with the keyboard at once; on a touch screen the first tap on a name shows it, the
   second follows. Escape closes. Nothing is fetched; without this file all links work as they are. */
(function () {
  "use strict";
  var list = document.getElementById("previews");
  if (!list || !window.URL || !document.body.closest) return;
  var root = list.getAttribute("data-root") || "";
  var known = {};
  list.querySelectorAll("[data-href]").forEach(function (item) {
    known[new URL(root + item.getAttribute("data-href"), document.baseURI).href] = item;
  });
  var box = document.createElement("div");
  box.className = "preview";
  box.id = "preview-box";
  box.setAttribute("role", "tooltip");
  box.hidden = true;
  document.body.appendChild(box);
  var shown = null;
  var timer = 0;
  var touched = false;

  function item(link) {
    return link && (known[link.href] || known[link.href.split("#")[0]]);
  }
  function at(event) {
    var link = event.target.closest ? event.target.closest("a[href]") : null;
    return item(link) ? link : null;
  }
  function hide() {
    clearTimeout(timer);
    if (shown) shown.removeAttribute("aria-describedby");
    shown = null;
    box.hidden = true;
  }
  function show(link) {
    hide();
    var source = item(link);
    box.textContent = "";
    ["strong", "span"].forEach(function (name) {
      var line = document.createElement("p");
      line.className = name === "strong" ? "preview-title" : "preview-text";
      line.textContent = source.querySelector(name).textContent;
      box.appendChild(line);
    });
    box.hidden = false;
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
  function later(action, wait) {
    clearTimeout(timer);
    timer = setTimeout(action, wait);
  }

  document.addEventListener("pointerover", function (event) {
    if (event.pointerType !== "mouse") return;
    var link = at(event);
    if (link && link !== shown) later(function () { show(link); }, 350);
    else if (link || box.contains(event.target)) clearTimeout(timer);
    else if (shown) later(hide, 250);
    else clearTimeout(timer);
  });
  document.addEventListener("pointerdown", function (event) {
    touched = event.pointerType === "touch";
    if (!box.contains(event.target) && !at(event)) hide();
  });
  document.addEventListener("focusin", function (event) {
    var link = at(event);
    if (link && !touched) show(link);
    else if (!link) hide();
  });
  document.addEventListener("focusout", function () {
    if (!touched) hide();
  });
  document.addEventListener("click", function (event) {
    var link = at(event);
    if (touched && link && link !== shown && link.classList.contains("mention")) {
      event.preventDefault();
      show(link);
    }
  });
  document.addEventListener("keydown", function (event) {
    touched = false;
    if (event.key === "Escape") hide();
  });
  window.addEventListener("pagehide", hide);
})();
