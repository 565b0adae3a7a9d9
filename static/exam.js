/* 明白: an exam. The question pages become one document that needs no network; each tap is kept at once, then sent.
   Without this file every page works by forms. ES2017. */
(() => {
  "use strict";
  const root = document.getElementById("exam"), answers = window.mingbaiAnswers, { read, show, steps } = window.mingbaiAsk;
  if (!root || !answers) return;
  const data = root.dataset, base = data.base, attempt = data.attempt, total = Number(data.total);
  const one = (selector, from = root) => from.querySelector(selector);
  const all = (selector, from = root) => Array.from(from.querySelectorAll(selector));
  const icon = (name, text) => {
    const shown = one("[data-timer] svg").cloneNode(true), use = one("use", shown);
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, "#" + name));
    const span = document.createElement("span");
    span.append(shown, text);
    return span;
  };
  const dock = document.querySelector("[data-dock]"), note = one("[data-note]"), saved = one("[data-saved]");
  let whole = "whole" in data, n = Number(data.n), over = false, deadline = Number(data.deadline), news = { state: "" };
  const questions = one("[data-questions]");
  Object.assign(answers.me, { account: data.account, token: data.token, clock: data.clock, login: data.login });

  /* ---- the clock ---- */
  const page = Number(data.now);
  const timing = performance.getEntriesByType ? performance.getEntriesByType("navigation")[0] : null;
  const startClock = kept => {
    // A page from a cache carries an old time: then the phone's own clock has to bridge the gap since the last reply.
    const stale = kept.stamp && page <= kept.stamp;
    if (stale) answers.sync(Math.max(kept.stamp, kept.stamp + Date.now() - kept.wall));
    else answers.sync(page, timing && timing.responseStart > 0 ? timing.responseStart : performance.now());
    return stale;
  };
  const timer = one("[data-timer]"), clockIcon = one("svg", timer), spoken = one("[data-spoken]");
  const two = value => String(value).padStart(2, "0");
  let said = Infinity;
  const tick = () => {
    const left = Math.max(0, Math.ceil((deadline - answers.now()) / 1000));
    const minutes = Math.floor(left / 60);
    const text = left ? "还剩 " + (minutes >= 60 ? Math.floor(minutes / 60) + ":" + two(minutes % 60) : minutes) + ":" + two(left % 60) : "时间到";
    timer.textContent = ""; timer.append(clockIcon, " " + text);
    [600, 300, 60].forEach(mark => { if (left <= mark && said > mark && left > mark - 30 && spoken) spoken.textContent = "还剩 " + mark / 60 + " 分钟"; });
    said = Math.min(said, left);
    if (!left && !over) end();
  };

  /* ---- one question ---- */
  const articles = () => all("article[data-q]");
  const article = number => one('article[data-q="' + number + '"]');
  const write = (el, answer) => {
    if (el.dataset.control === "number") one("[name=a]", el).value = answer;
    else if (el.dataset.control === "order") el.ranks = answer.slice();
    else all("[name=a]", el).forEach(input => { input.checked = answer.includes(input.value); });
    el.before = JSON.stringify(read(el));
    show(el);
  };
  // What was tapped on this phone since the page was asked for: an older rendering of the server does not undo it.
  const tapped = new Map();
  const changed = el => {
    const answer = read(el), text = JSON.stringify(answer);
    if (over || text === el.before) return;
    el.before = text;
    tapped.set(Number(el.dataset.item), answer);
    const why = one("[data-why]", el);
    if (why) why.hidden = true;
    answers.add(attempt, Number(el.dataset.item), answer).catch(() => say("这部手机存不住答案。请不要关页面，等右上角显示“已保存”。"));
  };
  const wire = el => {
    if (el.dataset.control === "order") steps(el, changed);
    el.before = JSON.stringify(read(el));
    show(el);
    one(".stem", el).tabIndex = -1;
    el.addEventListener("change", () => { show(el); changed(el); });
    el.addEventListener("input", event => {
      if (el.dataset.control !== "number") return;
      clearTimeout(el.typing);
      el.typing = setTimeout(() => changed(el), 500);
    });
    el.addEventListener("submit", event => { event.preventDefault(); changed(el); move("next"); });
    el.addEventListener("click", event => {
      const spot = event.target.closest && event.target.closest(".spots g");
      if (spot && !over) one('[value="' + spot.dataset.place + '"]', el).click();
    });
  };

  /* ---- what is saved ---- */
  const say = (text, link) => {
    const box = one("[data-say]", note);
    box.textContent = text; note.hidden = !text;
    if (link) { const a = document.createElement("a"); a.href = link; a.textContent = "重新登录"; box.append(" ", a); }
  };
  const filled = el => { const answer = read(el); return answer.length > 0; };
  const update = () => {
    const pending = answers.pending().filter(entry => entry.attempt === attempt), waiting = new Set(pending.map(entry => entry.item));
    const here = n && article(n);
    saved.className = "saved" + (pending.length ? " wait" : "");
    saved.textContent = "";
    if (pending.length) saved.append(icon("clock", news.writing || (news.state === "sending" && pending.length < 3) ? "正在保存" : pending.length + " 个答案待上传"));
    else if (here ? filled(here) : data.touched) saved.append(icon("check", "已保存"));
    if (news.weak && pending.length) say("这部手机存不住答案。请不要关页面，等显示“已保存”。");
    else if (news.state === "signedout") say("登录过期了。答案还在这部手机里，不会丢。", data.login + "?next=" + encodeURIComponent(location.pathname));
    else if (news.state === "notmine") say("这份卷不是现在登录的人的。答案留在手机里，等本人登录会自动上传。");
    else if (news.state === "waiting" && pending.length) say("没有网络，接着答就行：答案都存在手机里，连上网自动上传。");
    else if (!note.dataset.stay) note.hidden = true;
    if (whole) {
      const done = articles().filter(filled).length, missing = total - done;
      one("[data-done]").value = done; one("[data-count]").textContent = "已答 " + done + " 题";
      one("[data-sum]").textContent = missing ? "还有 " + missing + " 题没答。" + (over ? "" : "没答的不得分，点题号去答。") : total + " 题都答了。";
      one("[data-hand-in]").textContent = missing && !over ? "还有 " + missing + " 题没答，确定交卷" : "交卷";
    }
    all("[data-go]").forEach(cell => {
      const el = article(cell.dataset.go), wait = waiting.has(Number(cell.dataset.item));
      const done = whole && el ? filled(el) : cell.classList.contains("done");
      cell.className = wait ? "wait" : done ? "done" : "";
      cell.classList.toggle("at", Number(cell.dataset.go) === n);
      one("[data-word]", cell).textContent = wait ? " 待上传" : done ? " 已答" : " 没答";
    });
  };
  // Another tab has answered: what is new there stands here too. What a second phone said comes with a reload.
  let known = {};
  const follow = async () => {
    const fresh = Object.assign({}, (await answers.newest(attempt)).answers);
    answers.pending().filter(entry => entry.attempt === attempt).forEach(entry => { fresh[entry.item] = entry.answer; });
    articles().forEach(el => {
      const item = el.dataset.item;
      if (!(item in fresh) || JSON.stringify(fresh[item]) === JSON.stringify(known[item])) return;
      tapped.set(Number(item), fresh[item]);
      write(el, fresh[item]);
    });
    known = fresh;
    update();
  };
  answers.on(fresh => {
    news = fresh;
    if (fresh.elsewhere) return follow();
    if (fresh.facts && fresh.attempt === attempt) {
      data.touched = "1";
      deadline = fresh.facts.deadline;
      if (fresh.facts.state !== "open" && !over) end();
      if (fresh.facts.state === "open" && over && answers.now() < deadline - 2000) return location.reload();
      (fresh.refused || []).forEach(bad => {
        const el = bad.entry && articles().find(a => Number(a.dataset.item) === bad.entry.item), why = el && one("[data-why]", el);
        if (why) { why.textContent = bad.message; why.hidden = false; } else { note.dataset.stay = "1"; say(bad.message); }
        if (el) el.before = "";
      });
    }
    update();
  });

  /* ---- moving about ---- */
  const map = () => document.getElementById("map");
  const turn = (to, push) => {
    n = to;
    articles().forEach(el => { el.hidden = Number(el.dataset.q) !== to; });
    if (map()) map().hidden = to !== 0;
    one("[data-at]").textContent = to ? "第 " + to + " 题" : "题卡";
    dock.hidden = !to;
    if (to) {
      one('[value="prev"]', dock).disabled = to === 1;
      one("[data-forward]", dock).textContent = to === total ? "去交卷" : "下一题";
    }
    if (push) history.pushState({ n: to }, "", base + (to ? to + "/" : ""));
    update();
    scrollTo(0, 0);
    const head = to ? one(".stem", article(to)) : one("[data-map-title]");
    if (head && push) head.focus({ preventScroll: true });
  };
  const move = async where => {
    const to = where === "map" ? 0 : n + (where === "prev" ? -1 : 1);
    if (!whole) {
      try { await load(); } catch (e) {
        if (e instanceof TypeError || e.message === "slow") return say("没有网络，翻不了页。这一题的答案已经存在手机里。");
        const form = one("form", article(n)), go = document.createElement("input");
        go.type = "hidden"; go.name = "go"; go.value = where; form.append(go);
        return form.submit();
      }
    }
    turn(to > total ? 0 : to, true);
  };
  // All questions, without keys, in one document; pictures come along with them.
  let loading = null;
  const load = () => loading || (loading = (async () => {
    try {
      const reply = await fetch(base + "paper/", { credentials: "same-origin" });
      if (!reply.ok) throw new Error(reply.status);
      if (reply.redirected) { location.href = reply.url; throw new Error("closed"); }
      const copy = reply.clone(), text = await reply.text();
      const paper = new DOMParser().parseFromString(text, "text/html");
      all("article[data-q]", paper).forEach(el => {
        const here = article(el.dataset.q), fresh = document.importNode(el, true);
        wire(fresh);
        // The question that stands here may have been rendered before its answer arrived.
        const kept = here && (tapped.has(Number(el.dataset.item)) || fresh.before === here.before || JSON.stringify(read(here)) !== here.before);
        if (kept) return questions.append(here);
        fresh.hidden = !here || here.hidden;
        if (here) here.remove();
        questions.append(fresh);
      });
      root.append(document.importNode(paper.getElementById("map"), true));
      ready();
      keep(copy);
    } catch (e) { loading = null; throw e; }
  })());
  const ready = () => {
    whole = true;
    all("[data-js]").forEach(el => { el.hidden = false; });
    map().addEventListener("click", event => {
      const cell = event.target.closest("[data-go]"), back = event.target.closest("[data-back]");
      if (!cell && !back) return;
      event.preventDefault();
      if (!over) turn(cell ? Number(cell.dataset.go) : Math.max(1, data.lately || 1), true);
    });
    update();
  };
  // For a service worker, where there is one: the paper and its pictures open again without a network.
  const keep = async reply => {
    if (!window.caches) return;
    try {
      const box = await caches.open("mingbai-exams");
      const worker = navigator.serviceWorker;
      if (worker) worker.register("/sw.js").catch(() => {});
      await (await caches.open("mingbai-whose-1")).put("/whose", new Response(reply.headers.get("Mingbai-Account") || "-"));
      await box.put(base + "paper/", reply);
      const files = all("link[rel=stylesheet], script[src], img[src]", document).map(el => el.getAttribute("src") || el.getAttribute("href"));
      new Set(files.concat(one("use").getAttribute("href").replace(/#.*/, ""))).forEach(url => box.add(url).catch(() => {}));
    } catch (e) { /* a bonus only */ }
  };

  /* ---- the end ---- */
  const end = () => {
    over = true;
    all("fieldset, [name=a]").forEach(el => { el.disabled = true; });
    answers.flush();
    if (!map()) { if (navigator.onLine) location.href = base; else say("时间到，不能再答了。答案都在手机里，连上网自动上传。"); return; }
    one("[data-over]").hidden = false;
    one("[data-map-title]").textContent = "时间到了";
    all("[data-back]").forEach(el => { el.hidden = true; });
    if (n) turn(0, true); else update();
  };
  let warned = false;
  document.addEventListener("submit", async event => {
    const form = event.target;
    if (!form.matches("[data-submit], [data-hand-back]")) return;
    event.preventDefault();
    const button = one("button", form);
    button.disabled = true;
    await Promise.race([answers.flush(), new Promise(yes => setTimeout(yes, 8000))]);
    button.disabled = false;
    const left = answers.pending().filter(entry => entry.attempt === attempt).length;
    if (!left || (warned && navigator.onLine)) return form.submit();
    warned = true; note.dataset.stay = "1";
    say("还有 " + left + " 个答案没上传。" + (form.matches("[data-submit]") ? "连上网再点；不点，到时间自动收卷，这些答案也算。现在硬交，它们要等安全员认定才算。" : "连上网再交回手机。现在交回，要等你再坐下来才上传。"));
    note.scrollIntoView();
  });

  /* ---- begin ---- */
  const begin = async () => {
    const kept = await answers.newest(attempt);
    known = kept.answers || {};
    const stale = startClock(kept);
    articles().forEach(wire);
    if (whole) ready();
    const asked = location.pathname.match(/\/(\d+)\/$/);
    if (whole) turn(asked ? Number(asked[1]) : 1, false);
    // What the server has not seen yet stands as it was tapped; a cached page knows nothing since it was kept.
    await answers.look();
    Object.entries(stale && kept.answers ? kept.answers : {}).forEach(([item, answer]) => tapped.set(Number(item), answer));
    const restore = () => {
      answers.pending().filter(entry => entry.attempt === attempt).forEach(entry => tapped.set(entry.item, entry.answer));
      articles().forEach(el => { if (tapped.has(Number(el.dataset.item))) write(el, tapped.get(Number(el.dataset.item))); });
    };
    restore();
    answers.mark(attempt).catch(() => {});
    setInterval(tick, 500); tick();
    addEventListener("pagehide", () => { if (n) changed(article(n)); });
    document.addEventListener("visibilitychange", () => { if (n && document.hidden) changed(article(n)); });
    root.classList.add("live");
    update();
    answers.tidy("").then(answers.flush, answers.flush);
    if (!n) return;
    dock.addEventListener("click", event => {
      const button = event.target.closest("button");
      if (!button) return;
      event.preventDefault();
      changed(article(n));
      if (n) data.lately = n;
      move(button.value === "next" && n === total ? "map" : button.value);
    });
    addEventListener("popstate", () => {
      const at = location.pathname.match(/\/(\d+)\/$/);
      if (whole && !over) turn(at ? Number(at[1]) : 0, false);
    });
    const whenLoaded = () => { restore(); update(); };
    if (!whole) load().then(whenLoaded, () => addEventListener("online", () => { if (!whole) load().then(whenLoaded, () => {}); }));
  };
  begin();
})();
