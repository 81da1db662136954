// Keeps a tab showing the newest page. Served by the preview, in no file of the site.
"use strict";
(() => {
  const own = document.currentScript;
  let shown = { page: own.dataset.page, assets: own.dataset.assets };
  let socket = null;
  let wait = 250;

  function connect() {
    socket = new WebSocket(`ws://${location.host}/.dossier/live`);
    socket.addEventListener("open", () => {
      wait = 250;
      hello();
    });
    socket.addEventListener("message", (event) => {
      const message = JSON.parse(event.data);
      if ("overlay" in message) cover(message.overlay);
      if (message.changed) turn = turn.then(() => update(message)).catch(() => location.reload());
    });
    socket.addEventListener("close", () => {
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 2000);
    });
  }

  function hello() {
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send(JSON.stringify({ path: location.pathname, ...shown }));
  }

  // The page as it was served last: what stands otherwise now is the doing of its scripts and stays so.
  let served = null;

  async function fetched() {
    const response = await fetch(location.pathname + location.search, { cache: "no-store" });
    return new DOMParser().parseFromString(await response.text(), "text/html");
  }

  // One change after the other.
  let turn = fetched().then((page) => { served = page; }, () => {});

  async function update(message) {
    const next = await fetched();
    const script = next.querySelector("script[src='/.dossier/live.js']");
    if (!script) return location.reload();
    script.remove();
    // A script that has changed can only be loaded anew, with the page.
    const scripts = (root) => [...root.querySelectorAll("script[src]")].filter((e) => e !== own)
      .map((e) => e.getAttribute("src")).join(" ");
    if (scripts(document) !== scripts(next)) return location.reload();
    const { page, assets } = script.dataset;
    if (page === shown.page && assets === shown.assets) return;
    await sheets(next);
    if (page !== shown.page) {
      swap(next);
      if (message.at) reveal(message.at);
    } else {
      pictures(next);
    }
    served = next;
    shown = { page, assets };
    document.dispatchEvent(new CustomEvent("dossier:update", { detail: message.changed }));
    hello();
  }

  // Style sheets that have another name: the new one is loaded before the old one goes, so that nothing flashes.
  function sheets(next) {
    const find = (root) => [...root.querySelectorAll("link[rel~=stylesheet]")];
    const [before, after] = [find(document.head), find(next.head)];
    return Promise.all(after.map((link, n) => {
      const old = before[n];
      if (old && old.getAttribute("href") === link.getAttribute("href")) return null;
      const fresh = document.importNode(link);
      return new Promise((done) => {
        const end = () => {
          if (old) old.remove();
          done();
        };
        fresh.addEventListener("load", end);
        fresh.addEventListener("error", end);
        setTimeout(end, 3000);
        if (old) old.after(fresh);
        else document.head.append(fresh);
      });
    }).concat(before.slice(after.length).map((link) => link.remove())));
  }

  function pictures(next) {
    const find = (root) => [...root.querySelectorAll("img, source")];
    const after = find(next.body);
    find(document.body).forEach((image, n) => {
      for (const name of ["src", "srcset"]) {
        const value = after[n]?.getAttribute(name);
        if (value && value !== image.getAttribute(name)) image.setAttribute(name, value);
      }
    });
  }

  // Swaps what differs and nothing else, so that what is open, focused or selected stays so.
  function swap(next) {
    const marks = seen();
    const [x, y] = [scrollX, scrollY];
    if (document.title !== next.title) document.title = next.title;
    attributes(document.documentElement, next.documentElement, false);
    attributes(document.body, next.body, false);
    children(document.body, next.body);
    scrollTo({ left: x, top: y, behavior: "instant" });
    const moved = marks.map(shift).find((shift) => shift !== null) ?? 0;
    if (moved) scrollTo({ left: x, top: scrollY + moved, behavior: "instant" });
  }

  // What the reader sees: blocks by their words, because a block's number changes with those before it.
  function seen() {
    const marks = [];
    for (const e of document.querySelectorAll("main [id]")) {
      const { top, bottom } = e.getBoundingClientRect();
      if (top >= 0 && bottom > top && top < innerHeight) marks.push({ name: e.localName, text: e.textContent, top });
      if (marks.length === 20) break;
    }
    return marks;
  }

  // How far a block is from where it stood; null where it is gone or not the only one of its kind.
  function shift({ name, text, top }) {
    const same = [...document.querySelectorAll(`main ${name}[id]`)].filter((e) => e.textContent === text);
    return same.length === 1 ? same[0].getBoundingClientRect().top - top : null;
  }

  // What the page's scripts have made of their own is theirs.
  const made = (node) => node.nodeType === Node.ELEMENT_NODE && node.hasAttribute("data-made");

  function children(old, next) {
    const keep = (node) => node !== own && node !== host && !made(node);
    const [before, after] = [[...old.childNodes].filter(keep), [...next.childNodes]];
    while (before.length && after.length && before[0].isEqualNode(after[0])) {
      before.shift();
      after.shift();
    }
    while (before.length && after.length && before.at(-1).isEqualNode(after.at(-1))) {
      before.pop();
      after.pop();
    }
    const end = before.at(-1)?.nextSibling ?? place(old, next, after);
    // An element that has an id is found again wherever it stands.
    const named = new Map(before.filter((node) => node.id).map((node) => [node.id, node]));
    const paired = after.map((node, n) => {
      const twin = node.id ? named.get(node.id) : before.length === after.length ? before[n] : null;
      return twin && !(!node.id && twin.id) && twin.nodeName === node.nodeName ? twin : null;
    });
    const used = new Set(paired);
    for (const node of before) if (!used.has(node)) node.remove();
    let at = before.find((node) => used.has(node)) ?? end;
    after.forEach((node, n) => {
      const twin = paired[n];
      if (!twin) return old.insertBefore(document.importNode(node, true), at);
      if (twin.nodeType === Node.ELEMENT_NODE) {
        attributes(twin, node, true);
        children(twin, node);
      } else if (twin.nodeValue !== node.nodeValue) {
        twin.nodeValue = node.nodeValue;
      }
      // A node that stands right is not moved: moving it would lose the focus.
      if (twin === at) at = at.nextSibling;
      else old.insertBefore(twin, at);
    });
  }

  // Where new children go if none of the old ones is left to stand before.
  function place(old, next, after) {
    if (!after.length) return null;
    const rest = [...next.childNodes].length - [...next.childNodes].indexOf(after.at(-1)) - 1;
    const mine = [...old.childNodes].filter((node) => node !== own && node !== host && !made(node));
    return rest ? mine.at(-rest) : null;
  }

  function attributes(old, next, remove) {
    const before = served && (old === document.documentElement ? served.documentElement : old.id && served.getElementById(old.id));
    for (const { name, value } of next.attributes) {
      if (old.getAttribute(name) === value) continue;
      if (name === "class" && before) classes(old, before, next);
      else old.setAttribute(name, value);
    }
    if (!remove) return;
    for (const { name } of [...old.attributes]) {
      if (!next.hasAttribute(name) && name !== "open") old.removeAttribute(name);
    }
  }

  // What scripts have added to the classes that were served, or taken from them, is done to the new ones, too.
  function classes(old, before, next) {
    const fresh = new Set(next.classList);
    before.classList.forEach((name) => { if (!old.classList.contains(name)) fresh.delete(name); });
    old.classList.forEach((name) => { if (!before.classList.contains(name)) fresh.add(name); });
    const value = [...fresh].join(" ");
    if (old.className !== value) old.className = value;
  }

  function reveal(anchor) {
    const note = document.getElementById(anchor) ?? document.getElementById(anchor.replace(/^note-/, "at-"));
    if (!note) return;
    for (let e = note; e; e = e.parentElement) if (e.localName === "details") e.open = true;
    // Where the theme shows a line of it, the rest is opened by its button; one that is new has none that works yet.
    note.querySelector("button[aria-expanded=false]")?.click();
    note.classList.add("open");
    const box = note.getBoundingClientRect();
    if (box.top < 0 || box.bottom > innerHeight) note.scrollIntoView({ block: "center", behavior: "instant" });
  }

  let host = null;

  function cover(html) {
    if (host) host.remove();
    host = null;
    if (!html) return;
    host = document.createElement("div");
    host.id = "dossier-overlay";
    const root = host.attachShadow({ mode: "open" });
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = "/.dossier/live.css";
    const section = document.createElement("section");
    section.setAttribute("role", "alert");
    section.innerHTML = html;
    const close = document.createElement("button");
    close.textContent = "Hide";
    close.addEventListener("click", () => cover(null));
    section.append(close);
    root.append(style, section);
    document.body.append(host);
  }

  connect();
})();
