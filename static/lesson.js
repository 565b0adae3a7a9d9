/* 明白: studying. Checks are answered without leaving the page, time is counted while the page is looked at, and what
   could not be sent waits on this phone for its owner, through signing out, until the server has taken it. On other pages
   of learning only the sending. Without this file every page works by forms. ES2017. */
(() => {
  "use strict";
  const root = document.querySelector("[data-study]"), ask = window.mingbaiAsk;
  if (!root) return;
  const { account, clock, login, lesson } = root.dataset;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const BEAT = 25000, GAP = 60000, IDLE = 300000, WAITS = [2, 5, 15, 30, 60];
  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64; bytes[8] = bytes[8] & 63 | 128;
    const hex = Array.from(bytes, n => (n + 256).toString(16).slice(1)).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };
  const device = () => {
    try {
      const name = localStorage.getItem("mingbai-device") || uuid();
      localStorage.setItem("mingbai-device", name);
      return name;
    } catch (e) { return "none"; }
  };

  /* ---- what waits: {uuid, account, kind, url, …}, kept until the server has taken it; `aside` is what it does not know ---- */
  const spare = new Map();
  let opened = null;
  const open = () => opened || (opened = new Promise((yes, no) => {
    const request = indexedDB.open("mingbai-study", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("queue", { keyPath: "uuid" });
    request.onsuccess = () => yes(request.result);
    request.onerror = request.onblocked = () => no(request.error);
  }));
  const run = async (mode, work) => {
    const tx = (await open()).transaction("queue", mode), request = work(tx.objectStore("queue"));
    return new Promise((yes, no) => { tx.oncomplete = () => yes(request.result); tx.onabort = tx.onerror = () => no(tx.error); });
  };
  const put = async entry => { try { await run("readwrite", rows => rows.put(entry)); } catch (e) { spare.set(entry.uuid, entry); } };
  const drop = async entry => { spare.delete(entry.uuid); try { await run("readwrite", rows => rows.delete(entry.uuid)); } catch (e) { /* was not there */ } };
  const waiting = async () => {
    let kept = [];
    try { kept = await run("readonly", rows => rows.getAll()); } catch (e) { /* only what is in memory */ }
    return kept.concat(Array.from(spare.values())).sort((a, b) => a.at - b.at);
  };

  /* ---- sending ---- */
  let token = "", busy = null, tries = 0, timer = 0, signedOut = false;
  const send = (url, body, headers) => fetch(url, { method: "POST", credentials: "same-origin", keepalive: true, body, headers: Object.assign({ Accept: "application/json", "X-CSRFToken": token }, headers) });
  const json = (url, facts) => send(url, JSON.stringify(Object.assign({ account, device: device() }, facts)), { "Content-Type": "application/json" });
  const form = entry => { const body = new URLSearchParams(entry.fields); body.set("uuid", entry.uuid); body.set("account", account); return send(entry.url, body); };
  const refresh = async () => {
    const facts = await (await fetch(clock, { credentials: "same-origin", cache: "no-store" })).json();
    token = facts.token;
    signedOut = facts.account !== account;
    return !signedOut;
  };
  // The sign-in may have run out, or be another's: then it is asked once who is signed in.
  const post = async work => {
    if (account && !token && !await refresh()) return null;
    let reply = await work();
    if (reply.status === 401 || reply.status === 403) { if (!await refresh()) return null; reply = await work(); }
    if (reply.status === 409) { signedOut = true; return null; }
    // Refused at the door is not taken: it waits for another time.
    if (reply.status >= 500 || reply.status === 401 || reply.status === 403) throw new Error(reply.status);
    return reply;
  };
  const deliver = entry => post(() => entry.kind === "study" ? json(entry.url, { uuid: entry.uuid, since: entry.since, until: entry.until, claimed: entry.claimed, sent: Date.now() }) : form(entry));
  const isJson = reply => (reply.headers.get("Content-Type") || "").includes("json");
  const unknown = reply => reply.status === 404 || !reply.ok && !isJson(reply);
  const layAside = entry => put(Object.assign({}, entry, { aside: true }));
  const round = async () => {
    for (const entry of (await waiting()).filter(one => one.account === account && !one.aside)) {
      const reply = await deliver(entry);
      if (!reply) return;
      if (reply.status === 429) throw new Error("slow");
      const facts = isJson(reply) ? await reply.json() : {};
      await (unknown(reply) ? layAside(entry) : drop(entry));
      // Only what was sent is told; what was looked at while it travelled begins a report of its own.
      if (span && span.uuid === entry.uuid) { const to = span.until; span = null; if (to - entry.until >= 1000) remember(entry.until, to); }
      if (entry.kind === "study") counted(facts); else answered(entry, facts, reply.ok);
    }
  };
  const flush = () => {
    if (!account || busy) return busy;
    clearTimeout(timer);
    busy = round().then(() => { tries = 0; }, () => { timer = setTimeout(flush, WAITS[Math.min(tries++, WAITS.length - 1)] * 1000); });
    busy = busy.then(() => { busy = null; return tell(); });
    return busy;
  };
  addEventListener("online", () => { tries = 0; flush(); });

  /* ---- saying so ---- */
  const note = one("[data-unsent-study]");
  const icon = (name, text, kind) => {
    const span = document.createElement("span"), shown = one("svg.icon", note).cloneNode(true), use = one("use", shown);
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, "#" + name));
    span.className = kind; span.append(shown, text);
    return span;
  };
  // A lesson or a check that is no more: said until its owner has seen it.
  const unsendable = entries => {
    const part = document.createElement("p"), button = document.createElement("button");
    part.append("有 " + entries.length + " 条学习传不上去：那一课或者那道题已经没有了。先留在手机里，问问安全员。 ", button);
    button.type = "button"; button.className = "btn"; button.textContent = "知道了，删掉";
    button.addEventListener("click", async () => { await Promise.all(entries.map(drop)); tell(); });
    return part;
  };
  const tell = async () => {
    const rows = await waiting(), own = rows.filter(entry => entry.account === account), others = rows.length - own.length;
    const mine = own.filter(entry => !entry.aside), aside = own.filter(entry => entry.aside);
    const seconds = mine.reduce((sum, entry) => sum + (entry.claimed || 0), 0), taps = mine.filter(entry => entry.kind !== "study").length;
    const parts = [];
    if (taps) parts.push(taps + " 个练习答案");
    if (seconds) parts.push(Math.max(1, Math.round(seconds / 60)) + " 分钟学习");
    const box = one("[data-say]", note);
    box.textContent = "";
    if (signedOut && account) {
      const link = document.createElement("a");
      link.href = login + "?next=" + encodeURIComponent(location.pathname); link.textContent = "重新登录";
      box.append("登录过期了，或者换了人，现在学的没有记。" + (parts.length ? "没上传的留在手机里，不会丢。" : ""), link);
    } else if (parts.length) box.append(parts.join("、") + "待上传，存在这部手机里。连上网自动上传，先别清理手机。" + (spare.size ? "这部手机存不住，请先不要关页面。" : ""));
    else if (others && !lesson) box.append("这部手机里有别人没上传的学习。等他本人登录，会自动上传。");
    if (aside.length && account) box.append(unsendable(aside));
    note.hidden = !box.textContent;
    all("[data-check]").forEach(el => {
      const wait = mine.some(entry => entry.url === one("form", el).pathname), before = one("[data-wait]", el);
      if (before) before.remove();
      if (!wait) return;
      const tag = icon("clock", "待上传", "saved wait");
      tag.dataset.wait = ""; one(".between", el).append(tag);
      el.querySelector("[data-said]").textContent = "答案存在手机里了。" + (signedOut ? "重新登录" : "连上网") + "就告诉你对不对。";
    });
  };

  /* ---- checks ---- */
  const fragment = html => { const box = document.createElement("template"); box.innerHTML = html; return box.content.querySelector("section"); };
  const anew = el => {
    all("[name=a]", el).forEach(input => { if (input.type === "radio" || input.type === "checkbox") input.checked = false; else input.value = ""; });
    if (el.ranks) el.ranks.length = 0;
    ask.show(el);
    el.querySelector("[data-said]").textContent = "";
    one("form button:not([type=button])", el).hidden = false;
    one("[name=a], .step button", el).focus();
  };
  const wire = el => {
    const own = one("form", el);
    own.pathname = new URL(own.action).pathname;
    if (el.dataset.control === "order") ask.steps(el, () => {});
    ask.show(el);
    el.addEventListener("change", () => ask.show(el));
    el.addEventListener("click", event => {
      if (event.target.closest && event.target.closest("[data-again]")) { event.preventDefault(); anew(el); return; }
      const spot = event.target.closest && event.target.closest(".spots g");
      if (spot) one('[value="' + spot.dataset.place + '"]', el).click();
    });
  };
  const answered = (entry, facts, ok, here) => {
    const old = all("[data-check]").find(el => one("form", el).pathname === entry.url);
    if (!facts.check || !old) { if (facts.foot) foot(facts.foot); return; }
    const fresh = fragment(facts.check);
    old.replaceWith(fresh); wire(fresh);
    if (facts.kept) one(".between", fresh).append(icon("check", "已保存", "saved"));
    if (ok) foot(facts.foot);
    if (here) one(ok ? "[data-said]" : "[role=alert]", fresh).scrollIntoView({ block: "nearest" });
  };
  const foot = html => { const old = one("[data-foot]"), fresh = fragment(html); if (old && fresh) old.replaceWith(fresh); };
  document.addEventListener("submit", async event => {
    const own = event.target, button = one("button:not([type=button])", own);
    if (!own.matches("[data-check] form, [data-finish]")) return;
    event.preventDefault();
    const entry = { uuid: uuid(), account, kind: own.matches("[data-finish]") ? "done" : "check", url: new URL(own.action).pathname, at: Date.now() };
    entry.fields = Array.from(new FormData(own)).filter(pair => !["csrfmiddlewaretoken", "uuid"].includes(pair[0]));
    button.disabled = true;
    try {
      const reply = await post(() => form(entry));
      // Nobody, or somebody else, is signed in: it waits for the one who tapped it.
      if (!reply) { if (account) await put(entry); }
      else if (unknown(reply)) { if (account) await layAside(entry); else throw new Error(reply.status); }
      else { const facts = await reply.json(); answered(entry, facts, reply.ok, true); if (facts.done && entry.kind === "done") flush(); }
    } catch (e) {
      if (account) { await put(entry); timer = setTimeout(flush, 5000); }
      else one("[data-said]", own.parentNode).textContent = "没有网络。连上网再点一次。";
    }
    button.disabled = false;
    tell();
  });

  /* ---- time: beats while somebody looks; what no network carried is reported later ---- */
  let since = Date.now(), touched = since, span = null, visible = !document.hidden;
  const counted = facts => {
    if (!("minutes" in facts) || String(facts.lesson) !== lesson) return;
    one("[data-minutes]").textContent = facts.minutes;
    one("[data-reason]").textContent = facts.words;
  };
  const remember = (from, to) => {
    if (span && from - span.until < 2000) span.until = to;
    else span = { uuid: uuid(), account, kind: "study", url: root.dataset.report, at: from, since: from, until: to };
    span.claimed = Math.floor((span.until - span.since) / 1000);
    return put(span).then(tell);
  };
  const tick = async seen => {
    const from = since, to = since = Date.now();
    if (signedOut) return;
    try {
      const reply = await post(() => json(root.dataset.beat, { uuid: uuid(), visible: seen }));
      if (reply && reply.ok) { counted(await reply.json()); if (span) flush(); } else tell();
    } catch (e) {
      if (seen && to - from >= 1000 && to - from <= GAP) remember(from, to);
    }
  };
  const awake = () => Date.now() - touched < IDLE;
  const begin = () => {
    const touch = () => { touched = Date.now(); };
    ["pointerdown", "keydown", "scroll", "touchstart", "timeupdate"].forEach(name => document.addEventListener(name, touch, { passive: true, capture: true }));
    setTimeout(() => tick(true), 1000);
    setInterval(() => { if (visible) tick(awake()); }, BEAT);
    document.addEventListener("visibilitychange", () => { if (visible === document.hidden) { const was = visible; visible = !visible; tick(was); } });
    addEventListener("pagehide", () => { if (visible) { visible = false; tick(true); } });
    addEventListener("pageshow", event => { if (event.persisted) { visible = !document.hidden; tick(false); } });
  };

  all("[data-check]").forEach(wire);
  if (root.id === "lesson") root.classList.add("live");
  if (lesson && account) begin();
  tell();
  flush();
})();
