/* 明白: answers of exams wait on the phone until the server has given a receipt; nothing is deleted before.
   They belong to an account and an attempt, outlive signing out, and are sent only while their owner is signed in.
   Kept in IndexedDB, else localStorage, else memory (and then the page says so). ES2017. */
(() => {
  "use strict";
  const ANSWERS = "answers", KEPT = "kept", PREFIX = "mingbai-exam:", BATCH = 200;
  const WAITS = [2, 4, 8, 15, 30, 60];

  /* ---- keeping ---- */
  const within = (promise, ms) => Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error("slow")), ms))]);
  const asked = request => new Promise((yes, no) => { request.onsuccess = () => yes(request.result); request.onerror = () => no(request.error); });

  // Every store: add(entry, key, kept) · all() → [entries with seq] · drop([uuid]) · kept(key) · keep(key, value) · keys() · forget(key)
  const database = () => {
    let opened;
    // A store that is slow to open is left aside for this answer only; one that fails is asked again at the next.
    const open = () => within(opened || (opened = new Promise((yes, no) => {
      const request = indexedDB.open("mingbai-exams", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(ANSWERS, { keyPath: "seq", autoIncrement: true });
        request.result.createObjectStore(KEPT);
      };
      request.onsuccess = () => yes(request.result);
      request.onerror = () => { opened = null; no(request.error); };
    })), 4000);
    const run = async (names, mode, work) => {
      // Strict: what the page calls kept outlives an empty battery.
      const tx = (await open()).transaction(names, mode, { durability: "strict" });
      const done = new Promise((yes, no) => { tx.oncomplete = yes; tx.onabort = tx.onerror = () => no(tx.error); });
      const found = await work(...names.map(name => tx.objectStore(name)));
      await within(done, 6000);
      return found;
    };
    return {
      add: (entry, key, note) => run([ANSWERS, KEPT], "readwrite", async (answers, kept) => {
        const before = await asked(kept.get(key));
        kept.put(note(before || {}, entry), key);
        answers.add(entry);
      }),
      all: () => run([ANSWERS], "readonly", answers => asked(answers.getAll())),
      drop: uuids => run([ANSWERS], "readwrite", async answers => {
        (await asked(answers.getAll())).forEach(entry => { if (uuids.has(entry.uuid)) answers.delete(entry.seq); });
      }),
      kept: key => run([KEPT], "readonly", kept => asked(kept.get(key))),
      keep: (key, note) => run([KEPT], "readwrite", async kept => { kept.put(note(await asked(kept.get(key)) || {}), key); }),
      keys: () => run([KEPT], "readonly", kept => asked(kept.getAllKeys())),
      forget: key => run([KEPT], "readwrite", kept => { kept.delete(key); }),
    };
  };
  // localStorage, or a Map with the same few methods.
  const plain = box => {
    const read = name => JSON.parse(box.getItem(PREFIX + name) || "null");
    const write = (name, value) => box.setItem(PREFIX + name, JSON.stringify(value));
    const names = kind => Object.keys(box.all ? box.all() : box).filter(name => name.startsWith(PREFIX + kind)).map(name => name.slice(PREFIX.length));
    return {
      add: async (entry, key, note) => {
        write("k:" + key, note(read("k:" + key) || {}, entry));
        entry.seq = (read("seq") || 0) + 1; write("seq", entry.seq);
        write("a:" + entry.uuid, entry);
      },
      all: async () => names("a:").map(read).filter(Boolean),
      drop: async uuids => { uuids.forEach(uuid => box.removeItem(PREFIX + "a:" + uuid)); },
      kept: async key => read("k:" + key),
      keep: async (key, note) => write("k:" + key, note(read("k:" + key) || {})),
      keys: async () => names("k:").map(name => name.slice(2)),
      forget: async key => box.removeItem(PREFIX + "k:" + key),
    };
  };
  const memory = () => {
    const rows = {};
    return { getItem: name => (name in rows ? rows[name] : null), setItem: (name, text) => { rows[name] = text; }, removeItem: name => { delete rows[name]; }, all: () => rows };
  };
  const stores = [];
  try { if (window.indexedDB) stores.push(database()); } catch (e) { /* forbidden here */ }
  try { localStorage.setItem(PREFIX + "try", "1"); localStorage.removeItem(PREFIX + "try"); stores.push(plain(localStorage)); } catch (e) { /* forbidden here */ }
  const last = plain(memory());
  stores.push(last);
  let weak = stores.length === 1;

  const anyOf = async work => {
    for (const store of stores) {
      try { await work(store); weak = store === last; return; } catch (e) { if (store === last) throw e; }
    }
  };
  const gather = async work => {
    const found = [];
    for (const store of stores) { try { found.push(...await work(store)); } catch (e) { /* the next one may have it */ } }
    return found;
  };
  const newest = async key => {
    const found = await gather(async store => [await store.kept(key)]);
    return found.filter(Boolean).sort((a, b) => (b.last || 0) - (a.last || 0))[0] || {};
  };

  /* ---- the server's clock: our estimate lags by the time a reply travels, it is never ahead ---- */
  let offset = -Infinity;
  const sync = (server, came = performance.now(), sent = 0) => {
    // A phone whose own clock had to bridge a gap may have run ahead: a reply puts it right.
    if (sent && offset > server - sent) offset = -Infinity;
    offset = Math.max(offset, server - came);
  };
  const now = () => Math.round(offset + performance.now());

  /* ---- sending ---- */
  const me = { account: "", token: "", clock: "", only: "" };
  const listeners = [];
  let mine = [], others = 0, state = "", timer = 0, tries = 0, running = null, again = false;
  const stuck = new Set(), writing = new Set(), gone = new Set();
  const tell = news => listeners.forEach(fn => fn(Object.assign({ pending: mine, writing: writing.size, others, state, weak }, news)));

  const look = async () => {
    const seen = new Set();
    const all = (await gather(store => store.all())).concat(Array.from(writing)).filter(entry => !gone.has(entry.uuid) && !seen.has(entry.uuid) && seen.add(entry.uuid));
    mine = all.filter(entry => entry.account === me.account).sort((a, b) => a.at - b.at || a.seq - b.seq);
    others = all.length - mine.length;
  };
  const refresh = async () => {
    const sent = performance.now();
    const reply = await within(fetch(me.clock, { credentials: "same-origin", cache: "no-store" }), 15000);
    const facts = await reply.json();
    sync(facts.now, performance.now(), sent);
    me.token = facts.token; me.only = facts.only;
    return facts.account === me.account;
  };
  const post = (attempt, batch) => {
    const answers = batch.map(({ uuid, item, answer, at, seq }) => ({ uuid, item, answer, at, seq }));
    const body = JSON.stringify({ device: device(), answers });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": me.token };
    return within(fetch("/exams/a/" + attempt + "/answers", { method: "POST", credentials: "same-origin", keepalive: body.length < 50000, headers, body }), 25000);
  };
  const deliver = async attempt => {
    const batch = mine.filter(entry => entry.attempt === attempt && entry.seq).slice(0, BATCH);
    let sent = performance.now(), reply = await post(attempt, batch);
    if (reply.status === 401 || reply.status === 403) {
      if (!await refresh()) { state = "signedout"; return false; }
      sent = performance.now();
      reply = await post(attempt, batch);
    }
    if (reply.status === 404 || reply.status === 401) { stuck.add(attempt); state = "notmine"; return true; }
    if (!reply.ok) throw new Error(reply.status);
    const facts = await reply.json();
    sync(facts.now, performance.now(), sent);
    // Only what has its receipt is let go.
    const done = new Set(facts.acks.map(ack => ack.uuid));
    const refused = facts.acks.filter(ack => ack.state === "refused").map(ack => Object.assign({ entry: batch.find(one => one.uuid === ack.uuid) }, ack));
    done.forEach(name => gone.add(name)); // a store that cannot delete would have them sent for ever
    await gather(async store => { await store.drop(done); return []; });
    signal();
    if (!done.size) throw new Error("no receipt");
    tries = 0;
    await look();
    tell({ attempt, facts, refused });
    return true;
  };
  const round = async () => {
    await look();
    if (mine.length && !me.token && !await refresh()) { state = "signedout"; return; }
    for (;;) {
      const next = mine.find(entry => entry.seq && !stuck.has(entry.attempt) && (!me.only || me.only === entry.attempt));
      if (!next) { if (state !== "notmine") state = ""; return; }
      if (!tries) { state = "sending"; tell(); } // tried in vain before: it is waiting until something arrives
      if (!await deliver(next.attempt)) return;
    }
  };
  // Other tabs of this phone look again when something was kept or let go here.
  const signal = () => { try { localStorage.setItem(PREFIX + "touched", uuid()); } catch (e) { /* they see it when they load */ } };
  addEventListener("storage", event => { if (event.key === PREFIX + "touched" && me.account) look().then(() => tell({ elsewhere: true })).catch(() => {}); });
  const flush = () => {
    if (running) { again = true; return running; }
    clearTimeout(timer);
    running = (async () => {
      try { do { again = false; await round(); } while (again); tries = 0; }
      catch (e) {
        state = "waiting";
        timer = setTimeout(flush, WAITS[Math.min(tries++, WAITS.length - 1)] * 1000 * (0.8 + Math.random() * 0.4));
      }
      running = null;
      tell();
    })();
    return running;
  };
  const wake = () => { tries = 0; stuck.clear(); if (me.account) flush(); };
  addEventListener("online", wake);
  addEventListener("pageshow", event => { if (event.persisted) wake(); });
  document.addEventListener("visibilitychange", () => {
    wake();
    // While a phone sleeps its counter may stand still: the clock of an exam is put right by the server's.
    if (!document.hidden && me.clock && document.getElementById("exam")) refresh().catch(() => {});
  });

  const device = () => {
    let name = "";
    try { name = localStorage.getItem(PREFIX + "device") || ""; if (!name) { name = uuid().slice(0, 8); localStorage.setItem(PREFIX + "device", name); } } catch (e) { name = "none"; }
    return name;
  };
  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64; bytes[8] = bytes[8] & 63 | 128;
    const hex = Array.from(bytes, one => (one + 256).toString(16).slice(1)).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };

  /* ---- for the pages ---- */
  const keyOf = attempt => me.account + "/" + attempt;
  // Tap after tap gets a later time, whatever the clock did; two tabs agree through the store.
  const add = (attempt, item, answer) => {
    const entry = { account: me.account, attempt, uuid: uuid(), item, answer, at: now() };
    writing.add(entry); mine.push(entry); state = state || "sending"; tell();
    const note = (kept, one) => {
      one.at = Math.max(one.at, (kept.last || 0) + 1);
      const answers = Object.assign({}, kept.answers, { [item]: answer });
      return Object.assign({}, kept, { last: one.at, stamp: Math.max(kept.stamp || 0, now()), wall: Date.now(), answers });
    };
    const kept = anyOf(store => store.add(entry, keyOf(attempt), note));
    const over = () => { writing.delete(entry); tell(); signal(); };
    kept.then(over, over);
    return kept.then(flush);
  };
  const mark = attempt => anyOf(store => store.keep(keyOf(attempt), kept => Object.assign({}, kept, { stamp: now(), wall: Date.now() })));
  // Papers of others, and those that are in, leave the phone; answers without a receipt stay.
  const tidy = async ended => {
    const keys = await gather(store => store.keys());
    for (const key of keys) {
      const attempt = key.split("/")[1];
      if (key.startsWith(me.account + "/") && attempt !== ended) continue;
      await gather(async store => { await store.forget(key); return []; });
      if (window.caches) caches.open("mingbai-exams").then(box => box.delete("/exams/a/" + attempt + "/paper/")).catch(() => {});
    }
  };
  window.mingbaiAnswers = { me, add, flush, look, mark, newest: attempt => newest(keyOf(attempt)), now, sync, tidy, on: fn => listeners.push(fn), pending: () => mine, refresh };

  /* ---- any other page: send what this account left here, and say so ---- */
  const box = document.querySelector("[data-unsent]");
  if (!box || document.getElementById("exam")) return;
  me.account = box.dataset.account; me.clock = box.dataset.clock;
  const say = box.querySelector("[data-say]");
  let had = 0;
  listeners.push(news => {
    const count = news.pending.length;
    had = Math.max(had, count);
    box.hidden = !had && !news.others;
    box.className = "note " + (count || news.others ? "warn" : "good");
    if (count) say.textContent = news.state === "waiting" ? "有 " + count + " 个答案还没上传，连上网会自动上传。先别清理手机。" : "有 " + count + " 个答案没上传，正在上传…";
    else if (had) say.textContent = had + " 个答案已上传。";
    else if (news.others) say.textContent = "这部手机里有别人 " + news.others + " 个没上传的答案。等他本人登录，会自动上传。";
  });
  tidy(box.dataset.ended || "").then(flush, flush);
})();
