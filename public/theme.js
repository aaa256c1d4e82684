// The shared page is the same for all visitors, so this sets the theme that was chosen for this browser. The page waits for
// it, so nothing is painted before. Everywhere else the server does it (app/_components/document.tsx).
(function () {
  var root = document.documentElement;
  var colors = document.currentScript.dataset;
  var added = [];

  function add(name, content) {
    var meta = document.createElement("meta");
    meta.name = name;
    meta.content = content;
    added.push(meta);
    // The first one counts.
    document.head.prepend(meta);
  }

  function set() {
    var chosen = /(?:^|;\s*)theme=(light|dark)(?:;|$)/.exec(document.cookie);
    while (added.length > 0) added.pop().remove();
    delete root.dataset.theme;
    if (!chosen) return;
    root.dataset.theme = chosen[1];
    add("color-scheme", chosen[1]);
    add("theme-color", colors[chosen[1]]);
  }

  set();
  // A browser may keep a page as it was, and show it again after another theme was chosen elsewhere.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) set();
  });
})();
