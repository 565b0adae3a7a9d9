/* 明白: a report waits on the phone until the server has it. What is written stays in IndexedDB, by account; it is sent
   when there is a network, the same key each time, so that it is one case. Until then the page says that nobody has
   been told. Without this file the page is a plain form. ES2017. */
(() => {
  "use strict";
  const root = document.getElementById("report");
  if (!root) return;
  const form = root.querySelector("[data-form]"), box = root.querySelector("[data-waiting]"), account = root.dataset.account;
  const calls = {};
  /* Each report has its own key: a page that was kept for when there is no network gives the same one each time. */
  const button = form.querySelector("button.go");
  const anew = () => { form.elements.key.value = Array.from(crypto.getRandomValues(new Uint8Array(16)), n => n.toString(16).padStart(2, "0")).join(""); };
  const empty = () => {
    form.reset(); anew();
    form.elements.made_at.value = form.elements.call_times.value = "";
    Object.keys(calls).forEach(name => delete calls[name]);
    form.querySelectorAll("[name=calls]").forEach(tick => { tick.nextElementSibling.textContent = tick.nextElementSibling.textContent.replace(/ \d\d:\d\d$/, ""); });
  };
  addEventListener("pageshow", event => { if (event.persisted) button.disabled = false; else anew(); });

  /* ---- the time of a call, with one tap ---- */
  const tell = event => {
    calls[event] = calls[event] || new Date().toISOString();
    form.elements.call_times.value = JSON.stringify(calls);
    const tick = form.querySelector('[name=calls][value="' + event + '"]');
    if (tick) { tick.checked = true; const at = new Date(calls[event]); tick.nextElementSibling.textContent = tick.nextElementSibling.textContent.replace(/ \d\d:\d\d$/, "") + " " + [at.getHours(), at.getMinutes()].map(n => String(n).padStart(2, "0")).join(":"); }
  };
  root.addEventListener("click", event => { const dial = event.target.closest("[data-event]"); if (dial) tell(dial.dataset.event); });
  form.addEventListener("change", event => {
    if (event.target.name !== "calls") return;
    if (event.target.checked) tell(event.target.value); else { delete calls[event.target.value]; form.elements.call_times.value = JSON.stringify(calls); }
  });
  if (!window.indexedDB || !window.fetch || !window.FormData) return;

  /* ---- keeping ---- */
  const asked = request => new Promise((yes, no) => { request.onsuccess = () => yes(request.result); request.onerror = () => no(request.error); });
  let opened;
  const open = () => opened || (opened = new Promise((yes, no) => {
    const request = indexedDB.open("mingbai-reports", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("queue", { keyPath: "key" });
    request.onsuccess = () => yes(request.result); request.onerror = () => no(request.error);
  }));
  const store = async (mode, work) => {
    const tx = (await open()).transaction("queue", mode, { durability: "strict" });
    const done = new Promise((yes, no) => { tx.oncomplete = yes; tx.onabort = tx.onerror = () => no(tx.error); });
    const found = await work(tx.objectStore("queue"));
    await done;
    return found;
  };
  const mine = async () => (await store("readonly", kept => asked(kept.getAll()))).filter(one => one.account === account);
  const keep = one => store("readwrite", kept => asked(kept.put(one)));
  const drop = key => store("readwrite", kept => asked(kept.delete(key)));

  /* ---- what is said meanwhile ---- */
  const make = (tag, attrs, ...inside) => { const el = document.createElement(tag); Object.keys(attrs).forEach(name => el.setAttribute(name, attrs[name])); el.append(...inside); return el; };
  const show = async () => {
    box.textContent = "";
    for (const one of await mine()) {
      const said = one.refused ? "没有收下：" + one.refused : one.signed ? "请重新登录，登录后自动送出。" : one.fault ? "服务器没有收下（" + one.fault + "），过一会儿自动再送。" : sending ? "正在送……" : "没有网络，连上后自动送出。";
      const note = make("div", { class: "note bad", role: "alert", "data-key": one.key }, make("div", {}, make("strong", {}, one.refused ? "没有送达" : "尚未送达，请立即打电话"), one.what + "：" + one.text.slice(0, 40), make("p", { class: "small" }, said + " 现在还没有人知道。")));
      const row = make("div", { class: "row" }, make("a", { class: "btn", href: "tel:120" }, "拨 120"));
      root.querySelectorAll("details [data-event=reported]").forEach(dial => row.append(make("a", { class: "btn", href: dial.href }, "拨项目经理 " + dial.href.slice(4))));
      const again = make("button", { class: "btn", type: "button" }, "再送一次"); again.onclick = () => flush(); row.append(again);
      if (one.refused) { const away = make("button", { class: "btn", type: "button" }, "删掉这一份"); away.onclick = async () => { await drop(one.key); show(); }; row.append(away); }
      note.firstChild.append(row); box.append(note);
    }
  };

  /* ---- sending ---- */
  const WAITS = [3, 5, 10, 20, 30];
  let sending = null, timer = 0, tries = 0;
  const within = (promise, ms) => Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error("slow")), ms))]);
  const send = async (one, token) => {
    const body = new FormData();
    one.fields.forEach(([name, value]) => body.append(name, value));
    one.files.forEach(([name, blob, title]) => body.append(name, blob, title));
    body.set("csrfmiddlewaretoken", token);
    const reply = await within(fetch(root.dataset.home, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json", "X-CSRFToken": token } }), 120000);
    if (reply.status === 200) { const said = await reply.json(); await drop(one.key); return said.address; }
    if (reply.status === 422) { const said = await reply.json(); one.refused = Object.keys(said.errors).map(name => (name ? name + "：" : "") + said.errors[name].join("；")).join(" "); await keep(one); return ""; }
    if (reply.status === 413) { one.refused = "照片或录音太大。请去掉几个再报，之后当证据补上。"; await keep(one); return ""; }
    throw new Error(reply.status);
  };
  const flush = () => sending || (sending = (async () => {
    clearTimeout(timer);
    let address = "", left = [];
    try {
      await show();
      const reply = await within(fetch(root.dataset.token, { credentials: "same-origin", cache: "no-store" }), 15000);
      const said = reply.status === 200 ? await reply.json() : {};
      const same = said.account === account;
      for (const one of await mine()) {
        if (one.refused) continue;
        if (one.fault) { one.fault = ""; await keep(one); }
        if (!same) { one.signed = true; await keep(one); continue; }
        // What the server stumbles over does not hold up those behind it.
        try { address = await send(one, said.token) || address; }
        catch (e) { if (!(e.message > 0)) throw e; one.fault = e.message; await keep(one); }
      }
      tries = 0;
    } catch (e) { /* no network: it waits */ }
    sending = null;
    left = (await mine()).filter(one => !one.refused);
    await show();
    if (left.length) timer = setTimeout(flush, WAITS[Math.min(tries++, WAITS.length - 1)] * 1000);
    else if (address && form.elements.text.value.trim() && !button.disabled) box.append(make("a", { class: "btn", href: address }, "已经送达，看回执"));
    else if (address) location.assign(address);
  })());

  form.addEventListener("submit", async event => {
    const kind = form.querySelector("[name=kind]:checked"), text = form.elements.text.value.trim();
    // What is missing is said by the server; without a network it is said here.
    if (!kind || !text) { if (!navigator.onLine) { event.preventDefault(); (kind ? form.elements.text : form.elements.kind[0]).focus(); } return; }
    event.preventDefault();
    button.disabled = true;
    form.elements.made_at.value = form.elements.made_at.value || new Date().toISOString();
    const fields = [], files = [];
    new FormData(form).forEach((value, name) => { if (value instanceof File) { if (value.size) files.push([name, value, value.name]); } else if (name !== "csrfmiddlewaretoken") fields.push([name, value]); });
    try { await keep({ key: form.elements.key.value, account, fields, files, text, what: kind.nextElementSibling.textContent, at: Date.now() }); }
    catch (e) { button.disabled = false; form.submit(); return; }
    await flush();
    // Refused: mended here and sent again under the same key. Waiting: it is safe above, and the form is free for another.
    const left = (await mine()).find(one => one.key === form.elements.key.value);
    if (!left || !left.refused) empty();
    if (left) button.disabled = false;
  });
  addEventListener("online", () => flush());
  mine().then(all => { if (all.length) flush(); }).catch(() => {});

  /* ---- the page itself, for when there is no network ---- */
  if (!navigator.serviceWorker || !window.caches) return;
  (async () => {
    await navigator.serviceWorker.register("/sw.js");
    const kept = await caches.open("mingbai-taken-1/" + account + "/report");
    const page = await fetch(root.dataset.home, { credentials: "same-origin", cache: "no-cache" });
    if (!page.ok || page.redirected || page.headers.get("Mingbai-Account") !== account) return;
    await kept.put(root.dataset.home, page);
    const files = Array.from(document.querySelectorAll("link[rel=stylesheet],link[rel=icon],script[src],use[href]")).map(el => new URL(el.src || el.getAttribute("href"), location.href)).filter(one => one.origin === location.origin).map(one => one.pathname);
    await kept.addAll(Array.from(new Set(files)));
    await (await caches.open("mingbai-whose-1")).put("/whose", new Response(account));
    root.dataset.kept = "";
    const told = root.querySelector("[data-kept-note]");
    if (told) told.hidden = false;
  })().catch(() => {});
})();
