/* 明白: a crew together on one phone, with or without network. What is written stays in IndexedDB, by account, until the
   server has given a receipt for it; only then is anything deleted. Without this file the page is a plain form. ES2017. */
(() => {
  "use strict";
  const root = document.getElementById("session");
  if (!root || !window.indexedDB || !window.mingbaiPad) return;
  const data = root.dataset, account = data.account;
  const one = (selector, from = root) => from.querySelector(selector);
  const all = (selector, from = root) => Array.from(from.querySelectorAll(selector));
  const make = (tag, attrs, ...inside) => {
    const el = document.createElement(tag);
    Object.keys(attrs || {}).forEach(name => { if (attrs[name] !== false) el.setAttribute(name, attrs[name] === true ? "" : attrs[name]); });
    el.append(...inside.filter(part => part !== "" && part != null));
    return el;
  };
  const icon = name => {
    const space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg"), use = document.createElementNS(space, "use");
    svg.setAttribute("class", "icon"); svg.setAttribute("aria-hidden", "true"); use.setAttribute("href", data.icons + "#" + name);
    svg.append(use);
    return svg;
  };
  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64; bytes[8] = bytes[8] & 63 | 128;
    const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };
  const within = (promise, ms) => Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error("slow")), ms))]);

  /* ---- keeping: lists by account, one draft by account, a queue by uuid ---- */
  const asked = request => new Promise((yes, no) => { request.onsuccess = () => yes(request.result); request.onerror = () => no(request.error); });
  let opened;
  const open = () => opened || (opened = new Promise((yes, no) => {
    const request = indexedDB.open("mingbai-sessions", 1);
    request.onupgradeneeded = () => ["lists", "drafts", "queue"].forEach(name => request.result.createObjectStore(name));
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  }));
  const run = async (name, mode, work) => {
    const tx = (await open()).transaction(name, mode, { durability: "strict" });
    const done = new Promise((yes, no) => { tx.oncomplete = yes; tx.onabort = tx.onerror = () => no(tx.error); });
    const found = await work(tx.objectStore(name));
    await done;
    return found;
  };
  const get = (name, key) => run(name, "readonly", store => asked(store.get(key)));
  const put = (name, key, value) => run(name, "readwrite", store => { store.put(value, key); });
  const drop = (name, key) => run(name, "readwrite", store => { store.delete(key); });
  const queue = () => run("queue", "readonly", store => asked(store.getAll()));

  /* ---- sending ---- */
  const WAITS = [5, 10, 20, 40, 60], KEEP_DONE = 3 * 86400000;
  let token = "", signedOut = false, away = false, running = null, timer = 0, tries = 0;
  const refresh = async () => {
    const reply = await within(fetch(data.phone, { credentials: "same-origin", cache: "no-store" }), 20000);
    if (reply.status === 401) { signedOut = true; return null; }
    if (!reply.ok) throw new Error(reply.status);
    const facts = await reply.json();
    if (facts.account !== account) { signedOut = true; return null; }
    signedOut = false; token = facts.token;
    // Names are kept for whoever is signed in; those of others go, what they have written stays.
    // A phone that is full has to be able to send all the same.
    await run("lists", "readwrite", async store => {
      (await asked(store.getAllKeys())).forEach(key => { if (key !== account) store.delete(key); });
      store.put({ sites: facts.sites, topics: facts.topics }, account);
    }).catch(() => {});
    return facts;
  };
  const post = async (address, body) => {
    const headers = { "X-CSRFToken": token };
    if (typeof body === "string") headers["Content-Type"] = "application/json";
    const reply = await within(fetch(address, { method: "POST", credentials: "same-origin", headers, body }), 60000);
    if (reply.status === 401) { signedOut = true; return null; }
    const json = (reply.headers.get("Content-Type") || "").includes("json");
    if (!json || reply.status >= 500) throw new Error(reply.status);
    return reply.json();
  };
  const sendOne = async item => {
    if (item.state === "waiting") {
      const answer = await post(data.phone, JSON.stringify(item.sheet));
      if (!answer) return;
      if (answer.state === "saved" || answer.state === "again") Object.assign(item, { state: "arrived", address: answer.address, left: answer.left_out || [], overlap: answer.overlapping || [], unsigned: answer.unsigned || [] });
      else Object.assign(item, { state: "refused", message: answer.message || "没有收下，请看看填得对不对。" });
      await put("queue", item.uuid, item);
      await render();
    }
    while (item.state === "arrived" && item.photos.length) {
      const form = new FormData();
      form.append("photo", item.photos[0], "现场.jpg");
      const answer = await post(data.phone + item.uuid + "/photo/", form);
      if (!answer) return;
      if (answer.state === "refused") item.lost = answer.message;
      item.photos.shift();
      await put("queue", item.uuid, item);
    }
    if (item.state === "arrived") {
      // The server has it all: only a line with what became of it stays for some days.
      Object.assign(item, { state: "saved", done: Date.now(), sheet: null, names: item.left.length || item.overlap.length || (item.unsigned || []).length ? item.names : {} });
      await put("queue", item.uuid, item);
    }
  };
  const flush = () => running || (running = (async () => {
    clearTimeout(timer);
    let more = false;
    try {
      if (await refresh()) {
        away = false;
        for (const item of await queue()) if (item.account === account && item.state !== "refused" && item.state !== "saved") await sendOne(item);
        tries = 0;
      }
      fresh();
    } catch (e) { away = true; }
    more = (await queue().catch(() => [])).some(item => item.account === account && item.state !== "refused" && item.state !== "saved");
    running = null;
    await render().catch(() => {});
    if (more && !signedOut) timer = setTimeout(flush, WAITS[Math.min(tries++, WAITS.length - 1)] * 1000);
  })());

  /* ---- what is seen of the queue ---- */
  const STATES = {
    waiting: ["warn", "clock", "待上传"], arrived: ["warn", "clock", "照片待上传"], saved: ["good", "check", "已保存"], refused: ["bad", "stop", "没有收下"],
  };
  const names = (item, keys) => keys.map(key => item.names[key] || "有一个人").join("、");
  const line = item => {
    const [colour, sign, word] = STATES[item.state];
    const li = make("li", { class: "stack", "data-uuid": item.uuid, "data-state": item.state },
      make("div", { class: "between" }, make("b", {}, item.topic), make("span", { class: "tag " + colour }, icon(sign), running && colour === "warn" ? "正在上传" : word)),
      make("span", { class: "small muted" }, item.when + " · " + item.count + " 人" + (item.place ? " · " + item.place : "")));
    if (item.state === "refused") li.append(make("p", { class: "why" }, item.message + " 内容还在手机里。"), make("button", { type: "button", class: "btn", "data-mend": item.uuid }, "打开来改"));
    if (item.left && item.left.length) li.append(make("p", { class: "why" }, item.left.map(([key, why]) => (item.names[key] || "有一个人") + "没有记上：" + why).join("；") + "。"));
    if (item.overlap && item.overlap.length) li.append(make("p", { class: "small" }, names(item, item.overlap) + "同一时间在另一场教育里，重叠的时间不重复算。"));
    if (item.unsigned && item.unsigned.length) li.append(make("p", { class: "why" }, names(item, item.unsigned) + "还没签名，先不记学时。打开这一场，让他们扫码签，签了就记。"));
    if (item.lost) li.append(make("p", { class: "why" }, "有照片没有收下：" + item.lost));
    if (item.state === "saved") li.append(make("div", { class: "row" }, make("a", { class: "btn", href: item.address }, "打开"), make("button", { type: "button", class: "btn", "data-forget": item.uuid }, "知道了")));
    return li;
  };
  const render = async () => {
    const items = await queue(), mine = items.filter(item => item.account === account), others = items.filter(item => item.account !== account && item.state !== "saved").length;
    const box = one("[data-queue]"), list = one("[data-items]"), note = one("[data-note]");
    list.textContent = "";
    mine.sort((a, b) => b.at - a.at).forEach(item => list.append(line(item)));
    const waiting = mine.filter(item => item.state === "waiting" || item.state === "arrived").length;
    note.textContent = signedOut && waiting ? "还没有上传：请先登录记这份的账号。记录还在这部手机里，不会丢。" : away && waiting ? "没有网络。记录存在手机里，连上网自动上传，不用一直开着这一页。" : others ? "这部手机里另有 " + others + " 场是别的账号记的，等那个账号登录后再上传。" : "";
    note.hidden = !note.textContent; list.hidden = !mine.length;
    if (signedOut && waiting) note.append(" ", make("a", { href: data.login + "?next=" + encodeURIComponent(location.pathname) }, "去登录"));
    box.hidden = !mine.length && note.hidden;
  };
  one("[data-items]").addEventListener("click", async event => {
    const forget = event.target.closest("[data-forget]"), mend = event.target.closest("[data-mend]");
    if (forget) { await drop("queue", forget.dataset.forget); render(); }
    if (mend && wired) openAgain(mend.dataset.mend);
    else if (mend) location.href = data.new;
  });

  /* ---- the sheet ---- */
  const form = one("form[data-sheet]"), where = one("[data-where]");
  let wired = false, lists = null, people = [], picked = {}, photos = [], trainerSign = [], code = "";
  const field = name => form.elements[name];
  // Shanghai's clock, wherever the phone believes itself to be.
  const clock = (moment = new Date()) => new Date(moment.getTime() + 8 * 3600000).toISOString().slice(0, 16);
  const FIELDS = ["level", "method", "topic", "content", "place", "trainer", "trainer_post", "starts_at", "ends_at", "result_all", "practical_all"];
  const site = () => lists && lists.sites.find(s => String(s.id) === field("project").value);

  const draw = () => {
    const box = one("[data-people]");
    box.textContent = "";
    people.forEach(([id, name]) => {
      const me = picked[id] || (picked[id] = { on: false, signature: [], result: "", practical: "", late: "" });
      const tick = make("input", { type: "checkbox", value: id, "data-tick": id });
      tick.checked = me.on;
      const row = make("div", { class: "hand" + (me.on ? " on" : ""), "data-person": id },
        make("label", {}, tick, make("span", {}, name)),
        me.on ? make("button", { type: "button", class: "btn", "data-sign-one": id }, me.signature.length ? "重签" : "签名") : "");
      if (me.on && me.signature.length) row.append(make("span", { class: "drawn" }, window.mingbaiDrawing(me.signature), make("span", { class: "hide" }, name + "已签名")));
      if (me.on) {
        const choose = (key, label, words) => {
          const select = make("select", { "data-own": key, "aria-label": name + "的" + label });
          words.forEach(([value, word]) => select.append(make("option", { value, selected: me[key] === value }, word)));
          return select;
        };
        const results = label => [["", label + "：跟大家一样"], ["none", label + "：未考核"], ["passed", label + "：合格"], ["failed", label + "：不合格"]];
        const own = me.result || me.practical || me.late;
        row.append(make("details", { open: Boolean(own) }, make("summary", {}, "单独写"), make("div", { class: "stack" }, choose("result", "考核", results("考核")), choose("practical", "实操", results("实操")),
          make("label", { class: "late" }, "来晚了，几点来的 ", make("input", { type: "time", "data-own": "late", value: me.late })))));
      }
      box.append(row);
    });
    if (!people.length) box.append(make("p", {}, "名单里没有人。"));
    count();
  };
  const count = () => {
    const on = people.filter(([id]) => picked[id].on), signed = on.filter(([id]) => picked[id].signature.length);
    one("[data-count]").textContent = on.length ? "到 " + on.length + " 人，签名 " + signed.length + " 人" : "还没有勾人";
    one("[data-all]").textContent = on.length === people.length && people.length ? "全不选" : "全到了（" + people.length + " 人）";
    const open = on.filter(([id]) => !picked[id].signature.length), words = one("[data-unsigned-names]");
    one("[data-unsigned]").hidden = words.hidden = !open.length;
    words.textContent = open.length + " 人没签名：" + open.slice(0, 8).map(row => row[1]).join("、") + (open.length > 8 ? "等" : "") + "。";
    one("[data-sign-all]").disabled = on.length === signed.length;
  };
  const choosePlace = (value, keep) => {
    const [project, crew] = value.split("-"), found = lists && lists.sites.find(s => String(s.id) === project);
    form.hidden = !found;
    if (!found) return;
    field("project").value = project; field("crew").value = crew || "";
    const level = field("level").value;
    field("level").textContent = "";
    found.levels.forEach(([key, name]) => field("level").append(make("option", { value: key }, name)));
    field("level").value = found.levels.some(([key]) => key === level) ? level : "crew";
    people = found.people.filter(row => !crew || String(row[2]) === crew);
    const topics = document.getElementById("topics");
    topics.textContent = "";
    Array.from(new Set(found.topics.concat(lists.topics))).forEach(topic => topics.append(make("option", { value: topic })));
    if (!keep) picked = {};
    draw();
  };
  const fillPlaces = () => {
    const value = where.value;
    where.textContent = "";
    where.append(make("option", { value: "" }, "请选班组"));
    lists.sites.forEach(s => {
      if (s.whole) where.append(make("option", { value: s.id + "-" }, "所有人 · " + s.name));
      s.crews.forEach(([id, name]) => where.append(make("option", { value: s.id + "-" + id }, name + " · " + s.name)));
    });
    where.value = value;
    if (where.selectedIndex < 0) where.selectedIndex = 0;
    if (!where.value && where.options.length === 2) where.selectedIndex = 1;
  };
  // A list that has just come replaces the one on the phone, without touching what is ticked.
  const fresh = async () => {
    if (!form || !wired) return;
    const kept = await get("lists", account);
    if (!kept) return;
    const first = !lists;
    lists = kept;
    fillPlaces();
    if (first || where.value) choosePlace(where.value, true);
  };

  /* ---- the draft ---- */
  const gather = () => {
    const values = { uuid: code, where: where.value, picked, photos, trainerSign };
    FIELDS.forEach(name => { values[name] = field(name).value; });
    values.trainer_self = field("trainer_self").checked; values.on_paper = field("on_paper").checked;
    return values;
  };
  let saving = 0;
  const keepDraft = () => { clearTimeout(saving); saving = setTimeout(() => put("drafts", account, gather()).catch(weak), 250); };
  const weak = () => say("这部手机存不住内容，请不要关页面，连上网再保存。");
  const say = words => { const box = one("[data-say]"); one("div", box).textContent = words; box.hidden = !words; if (words) box.scrollIntoView({ block: "center" }); };
  const restore = kept => {
    code = kept.uuid; picked = kept.picked || {}; photos = kept.photos || []; trainerSign = kept.trainerSign || [];
    FIELDS.forEach(name => { if (kept[name] !== undefined) field(name).value = kept[name]; });
    field("trainer_self").checked = kept.trainer_self !== false; field("on_paper").checked = kept.on_paper === true;
    where.value = kept.where || "";
    if (lists) choosePlace(where.value, true);
    if (kept.level) field("level").value = kept.level;
    showPhotos(); showTrainer();
  };
  const clean = () => {
    code = uuid(); picked = {}; photos = []; trainerSign = [];
    ["topic", "content", "ends_at"].forEach(name => { field(name).value = ""; });
    field("starts_at").value = clock(); field("on_paper").checked = false;
    field("result_all").value = field("practical_all").value = "none";
    showPhotos(); showTrainer(); draw();
  };
  const showTrainer = () => {
    const box = one("[data-trainer-drawn]");
    box.textContent = "";
    if (trainerSign.length) box.append(window.mingbaiDrawing(trainerSign));
  };
  const showPhotos = () => { one("[data-photos]").textContent = photos.length ? "已放 " + photos.length + " 张" : ""; one("[data-no-photos]").hidden = !photos.length; };

  /* ---- pictures: small enough for a weak network, without camera and place ---- */
  const shrink = file => new Promise(yes => {
    const reader = new FileReader(), img = new Image();
    img.onload = () => {
      const scale = Math.min(1, 1600 / Math.max(img.width, img.height)), canvas = document.createElement("canvas");
      canvas.width = Math.round(img.width * scale); canvas.height = Math.round(img.height * scale);
      canvas.getContext("2d").drawImage(img, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(blob => yes(blob || file), "image/jpeg", .8);
    };
    img.onerror = reader.onerror = () => yes(file);
    reader.onload = () => { img.src = reader.result; };
    reader.readAsDataURL(file);
  });

  /* ---- signing one after the other ---- */
  const signOne = async (id, next) => {
    const got = await window.mingbaiPad({ title: "请 " + people.find(row => String(row[0]) === String(id))[1] + " 签名", next });
    if (got && got.strokes && got.strokes.length) { picked[id].signature = got.strokes; picked[id].at = new Date().toISOString(); keepDraft(); }
    return got;
  };
  const signAll = async () => {
    for (const [id] of people.filter(([key]) => picked[key].on && !picked[key].signature.length)) if (!await signOne(id, true)) break;
    draw();
  };

  /* ---- done ---- */
  const sheetOf = () => {
    const on = people.filter(([id]) => picked[id].on);
    const sheet = { uuid: code, project: Number(field("project").value), crew: Number(field("crew").value) || null, offline: !navigator.onLine || away, on_paper: field("on_paper").checked, trainer_self: field("trainer_self").checked, trainer_signature: trainerSign };
    ["level", "method", "topic", "content", "place", "trainer", "trainer_post"].forEach(name => { sheet[name] = field(name).value.trim(); });
    ["starts_at", "ends_at"].forEach(name => { sheet[name] = field(name).value ? field(name).value + "+08:00" : ""; });
    sheet.people = on.map(([id]) => {
      const me = picked[id];
      return { person: id, signature: me.signature, signed_at: me.at || null, joined_at: me.late ? field("starts_at").value.slice(0, 11) + me.late + "+08:00" : null,
        result: me.result || field("result_all").value, practical: me.practical || field("practical_all").value };
    });
    return sheet;
  };
  // Everything that is wrong, from the top of the page down: [field, words].
  const wrong = sheet => {
    const length = (Date.parse(sheet.ends_at) - Date.parse(sheet.starts_at)) / 60000, found = [];
    if (!sheet.topic) found.push(["topic", "请写讲了什么。"]);
    if (!sheet.trainer) found.push(["trainer", "请写谁讲的。"]);
    if (!sheet.starts_at) found.push(["starts_at", "请填开始时间。"]);
    if (!sheet.ends_at) found.push(["ends_at", "请填结束时间。"]);
    else if (length <= 0) found.push(["ends_at", "结束时间要晚于开始时间。"]);
    else if (length > 480) found.push(["ends_at", "一场最长 8 小时。请核对开始和结束时间。"]);
    if (!sheet.people.length) found.push(["people", "请勾选参加的人。"]);
    return found;
  };
  const blame = found => {
    all("[data-blame]", form).forEach(el => el.remove());
    all("[aria-invalid]", form).concat(one("[data-people]")).forEach(el => { el.removeAttribute("aria-invalid"); el.removeAttribute("aria-describedby"); });
    all(".field.wrong", form).forEach(el => el.classList.remove("wrong"));
    found.forEach(([name, words]) => {
      const group = name === "people", el = group ? one("[data-people]") : field(name), box = group ? one("[data-blame-people]") : el.closest(".field");
      box.append(make("p", { class: "why", id: name + "-why", role: "alert", "data-blame": true }, words));
      el.setAttribute("aria-describedby", name + "-why");
      if (!group) { el.setAttribute("aria-invalid", "true"); box.classList.add("wrong"); }
    });
    say(found.map(row => row[1]).join(""));
    if (!found.length) return;
    const first = found[0][0] === "people" ? one("[data-all]") : field(found[0][0]);
    first.focus({ preventScroll: true });
    (found[0][0] === "people" ? one("[data-blame-people]") : first.closest(".field")).scrollIntoView({ block: "center" });
  };
  let finishing = false;
  const finish = async () => {
    if (finishing) return;
    finishing = true;
    try { await save(); } finally { finishing = false; }
  };
  const save = async () => {
    // Another tab may have sent this draft already: what is written here since then is a session of its own.
    if (await get("queue", code).catch(() => null)) code = uuid();
    const sheet = sheetOf(), bad = wrong(sheet);
    blame(bad);
    if (bad.length) return;
    const named = {};
    sheet.people.forEach(row => { named[row.person] = people.find(([id]) => id === row.person)[1]; });
    const place = where.selectedOptions[0].textContent;
    try {
      await put("queue", code, { uuid: code, account, sheet, photos, names: named, state: "waiting", at: Date.now(), topic: sheet.topic, when: sheet.starts_at.slice(5, 16).replace("T", " "), count: sheet.people.length, place, draft: Object.assign(gather(), { photos: [] }) });
    } catch (e) { return weak(); }
    clearTimeout(saving);
    await drop("drafts", account);
    clean();
    await render();
    one("[data-queue]").scrollIntoView(); one("[data-queue] h2").focus();
    flush();
  };
  const openAgain = async id => {
    const item = await get("queue", id);
    if (!item) return;
    if (people.some(([key]) => picked[key].on)) return say("正在填的这份还没有保存。先存好，再打开那一份。");
    restore(Object.assign({}, item.draft, { photos: item.photos, uuid: item.uuid }));
    await put("drafts", account, gather());
    await drop("queue", id);
    render(); form.scrollIntoView();
  };

  const wire = () => {
    wired = true;
    one("[data-show]").hidden = true;
    all("[data-plain]").forEach(el => { el.hidden = true; });
    all("[data-live]").forEach(el => { el.hidden = false; });
    where.addEventListener("change", () => { choosePlace(where.value, false); keepDraft(); });
    form.addEventListener("submit", event => { event.preventDefault(); finish(); });
    form.addEventListener("change", event => {
      const el = event.target, id = el.dataset.tick || (el.closest("[data-person]") && el.closest("[data-person]").dataset.person);
      if (el.dataset.tick) { picked[id].on = el.checked; draw(); one('[data-tick="' + id + '"]').focus(); }
      else if (el.dataset.own) picked[id][el.dataset.own] = el.value;
      keepDraft();
    });
    form.addEventListener("input", keepDraft);
    form.addEventListener("click", async event => {
      const hit = name => event.target.closest("[" + name + "]");
      if (hit("data-all")) { const on = !people.every(([id]) => picked[id].on); people.forEach(([id]) => { picked[id].on = on; }); draw(); keepDraft(); }
      if (hit("data-sign-all")) signAll();
      if (hit("data-sign-one")) { await signOne(hit("data-sign-one").dataset.signOne, false); draw(); }
      if (hit("data-now")) { field("ends_at").value = clock(); keepDraft(); }
      if (hit("data-ago")) {
        if (!field("ends_at").value) field("ends_at").value = clock();
        // What stands there is Shanghai's clock: clock() adds its eight hours again.
        field("starts_at").value = clock(new Date(Date.parse(field("ends_at").value + "+08:00") - hit("data-ago").dataset.ago * 60000));
        keepDraft();
      }
      if (hit("data-no-photos")) { photos = []; showPhotos(); keepDraft(); }
      if (hit("data-trainer-sign")) {
        const got = await window.mingbaiPad({ title: "请讲课的人签名" });
        if (got && got.strokes) { trainerSign = got.strokes; showTrainer(); keepDraft(); }
      }
    });
    field("photo").addEventListener("change", async event => {
      for (const file of Array.from(event.target.files).slice(0, 9 - photos.length)) photos.push(await shrink(file));
      event.target.value = ""; showPhotos(); keepDraft();
    });
  };

  const begin = async () => {
    // A busy phone may take long to open its store: until then the page is a plain form, and who has begun to write goes on with that.
    let written = false;
    if (form) form.addEventListener("input", () => { written = true; }, { once: true });
    await open();
    if (form && !written) {
      wire();
      code = field("uuid").value;
      const draft = await get("drafts", account), kept = await get("lists", account);
      if (kept) { lists = kept; fillPlaces(); }
      if (draft && draft.uuid) restore(draft); else if (lists) choosePlace(where.value, false);
      else form.hidden = !where.value;
    }
    // What arrived long ago needs no line any more.
    for (const item of await queue()) if (item.state === "saved" && Date.now() - item.done > KEEP_DONE) await drop("queue", item.uuid);
    await render();
    addEventListener("online", flush);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
    flush();
  };
  begin().catch(() => {});
})();
