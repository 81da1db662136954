// Runs before the first paint, so that neither the colours nor the folded notes flash.
(function () {
  var root = document.documentElement;
  root.classList.add("js");
  try {
    var scheme = localStorage.getItem("dossier-scheme");
    if (scheme === "light" || scheme === "dark") {
      root.classList.remove("scheme-auto", "scheme-light", "scheme-dark");
      root.classList.add("scheme-" + scheme);
    }
  } catch (e) { /* no storage: the system's colours */ }
})();
