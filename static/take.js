/* 明白: taking a programme along. Its pages, pictures and recordings are put where the service worker finds them, under
   the account that took them. Where there is no service worker it says so and offers the address. ES2017. */
(() => {
  "use strict";
  const TAKEN = "mingbai-taken-1/", able = "serviceWorker" in navigator && window.caches && window.isSecureContext;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const account = box => box.dataset.account || "-";
  const size = bytes => bytes < 100000 ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / 1048576).toFixed(1) + " MB";

  /* ---- one programme ---- */
  const get = async url => {
    const reply = await fetch(url, { credentials: "same-origin", cache: "no-cache" });
    if (!reply.ok || reply.redirected) throw new Error(reply.status);
    return reply;
  };
  const keep = async (box, url, owner, known) => {
    if (known.has(url)) return 0;
    known.add(url);
    const reply = await get(url), copy = reply.clone(), bytes = (await reply.blob()).size;
    // Somebody else has signed in meanwhile: nothing of theirs may be kept under this name.
    if (owner && (copy.headers.get("Mingbai-Account") || "-") !== owner) throw new Error("other");
    await box.put(url, copy);
    return bytes;
  };
  const parts = async (box, url) => {
    const page = new DOMParser().parseFromString(await (await box.match(url)).text(), "text/html"), base = new URL(url, location.href);
    const found = all("link[rel=stylesheet][href], link[rel=icon][href], script[src], img[src], audio[src], use[href]", page).map(el => el.getAttribute("src") || el.getAttribute("href"));
    return Array.from(new Set(found.map(href => new URL(href, base)).filter(one => one.origin === location.origin).map(one => one.pathname)));
  };
  const take = async (card, say) => {
    const owner = account(card), name = TAKEN + owner + "/" + card.dataset.code;
    await navigator.serviceWorker.register("/sw.js");
    const box = await caches.open(name), known = new Set(), pages = JSON.parse(one("script[type='application/json']", card).textContent);
    let bytes = 0;
    try {
      for (let n = 0; n < pages.length; n++) {
        bytes += await keep(box, pages[n], owner, known);
        // A picture that is missing on the server does not keep the words from being read.
        for (const url of await parts(box, pages[n])) { try { bytes += await keep(box, url, "", known); } catch (e) { if (e instanceof TypeError) throw e; } }
        say(n + 1, pages.length, bytes);
      }
      (await box.keys()).forEach(old => { if (!known.has(new URL(old.url).pathname)) box.delete(old); });
      await (await caches.open("mingbai-whose-1")).put("/whose", new Response(owner));
      await box.put("/taken/about", new Response(JSON.stringify({ title: card.dataset.title, url: location.pathname, pages: pages.length, bytes, at: Date.now(), withdrawn: card.dataset.withdrawn })));
    } catch (e) { if (!await box.match("/taken/about")) await caches.delete(name); throw e; }
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
  };
  const about = async name => { const found = await (await caches.open(name)).match("/taken/about"); return found ? found.json() : null; };

  const setUp = async card => {
    const button = one("[data-take]", card), words = one("[data-words]", card), bar = one("progress", card);
    card.hidden = false;
    if (!able) {
      one("[data-unable]", card).hidden = false; one("[data-able]", card).hidden = true;
      one("[data-copy]", card).dataset.copy = location.href;
      return;
    }
    const show = async () => {
      const kept = await about(TAKEN + account(card) + "/" + card.dataset.code);
      one("[data-kept]", card).hidden = !kept;
      words.textContent = kept ? "已存 " + kept.pages + " 页，" + size(kept.bytes) + "，" + new Date(kept.at).toLocaleDateString("zh-CN") + "存的。没有网络时，打开同一个网址就能学。" : "先连上网存一次，以后没信号也能看课、做练习；时间和答案连上网再上传。视频太大，不存。";
      button.lastChild.textContent = kept ? "重新存一次" : "存到手机，断网也能学";
      return kept;
    };
    button.addEventListener("click", async () => {
      button.disabled = true; bar.hidden = false;
      try {
        await take(card, (n, of, bytes) => { bar.max = of; bar.value = n; words.textContent = "正在存：" + n + " / " + of + " 页，" + size(bytes) + "。先别关这一页。"; });
        await show();
      } catch (e) {
        words.textContent = e.message === "other" ? "登录的人换了，没有存。请刷新这一页再存。" : e.name === "QuotaExceededError" ? "手机空间不够，没有存完。删掉一些再存。" : "网络断了，没有存完。连上网再点一次。";
      }
      button.disabled = false; bar.hidden = true;
    });
    const kept = await show();
    // A case was withdrawn since: what is kept may still tell it.
    if (kept && kept.withdrawn !== card.dataset.withdrawn) take(card, () => {}).then(show).catch(() => {});
  };

  /* ---- everything that is kept ---- */
  const list = async box => {
    const own = account(box), names = able ? (await caches.keys()).filter(name => name.startsWith(TAKEN)) : [];
    const rows = one("[data-rows]", box), model = one("template", box);
    let total = 0, others = 0;
    rows.textContent = "";
    for (const name of names) {
      const kept = await about(name);
      if (!kept) continue;
      total += kept.bytes;
      if (!name.startsWith(TAKEN + own + "/")) { others++; continue; }
      const row = document.importNode(model.content, true), link = one("a", row);
      link.href = kept.url; link.textContent = kept.title;
      one("[data-size]", row).textContent = kept.pages + " 页，" + size(kept.bytes) + "，" + new Date(kept.at).toLocaleDateString("zh-CN") + "存的";
      one("button", row).addEventListener("click", async () => { await caches.delete(name); list(box); });
      rows.append(row);
    }
    one("[data-none]", box).hidden = rows.children.length > 0 || !able;
    one("[data-unable]", box).hidden = able;
    const words = one("[data-total]", box);
    words.textContent = total ? "一共占 " + size(total) + "。" + (others ? "其中有 " + others + " 份是别人登录时存的，现在打不开。" : "") : "";
    const wipe = one("[data-others]", box);
    wipe.hidden = !others;
    wipe.onclick = async () => { for (const name of names) if (!name.startsWith(TAKEN + own + "/")) await caches.delete(name); list(box); };
  };
  all("[data-taking]").forEach(card => setUp(card));
  all("[data-taken]").forEach(box => list(box));
  // Shown by the service worker in the place of a page that was not kept: its address is that of the other.
  all("[data-instead]").forEach(note => { note.hidden = location.pathname === note.dataset.instead; });
})();
