/* 明白: pages that were taken along, and papers that are being written, open without a network. Everything comes from the
   network first; nothing is kept but what somebody asked to keep, and the site's own files. A page kept for one account
   is never shown while another, or nobody, is signed in. Served as /sw.js. ES2017. */
"use strict";
const FILES = "mingbai-files-1", WHOSE = "mingbai-whose-1", TAKEN = "mingbai-taken-1/", EXAMS = "mingbai-exams", HOTLINE = "mingbai-hotline-1", MOST_FILES = 80;
const ACCOUNT = "Mingbai-Account", NOBODY = "-";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));

const of = response => response.headers.get(ACCOUNT) || NOBODY;
/* Whose session the last page from the network came from; a page taken along says whose it is itself. */
const whose = async () => { const kept = await (await caches.open(WHOSE)).match("/whose"); return kept ? kept.text() : NOBODY; };
const remember = async account => { if (await whose() !== account) await (await caches.open(WHOSE)).put("/whose", new Response(account)); };

const taken = async () => (await caches.keys()).filter(name => name.startsWith(TAKEN));
const find = async (request, names) => {
  for (const name of names) {
    const found = await (await caches.open(name)).match(request, { ignoreVary: true });
    if (found) return found;
  }
  return null;
};

/* A running paper is one document: every address of its questions opens it. */
const paper = url => { const found = url.pathname.match(/^\/exams\/a\/[0-9a-f-]+\//); return found && !url.pathname.includes("/result/") ? found[0] + "paper/" : null; };

/* The hotline's page is kept without anybody's session: whoever holds the phone may read the numbers. */
const offline = async (request, url) => {
  const numbers = url.pathname === "/hotline/" ? await find(url.origin + url.pathname, [HOTLINE]) : null;
  if (numbers) return numbers;
  const account = await whose(), own = (await taken()).filter(name => name.startsWith(TAKEN + account + "/"));
  const asked = paper(url) ? [[paper(url), [EXAMS]]] : [[url.origin + url.pathname, own], ["/learn/taken/", own]];
  for (const [address, names] of asked) {
    const found = await find(address, names);
    if (found && of(found) === account) return found;
  }
  const text = "<!doctype html><html lang=zh-Hans><meta charset=utf-8><meta name=viewport content='width=device-width'><title>没有网络 · 明白</title><h1>没有网络</h1><p>这一页没有存在手机里。没上传的答案都在，不会丢。连上网再打开。</p>";
  return new Response(text, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
};

const page = async (request, url, later) => {
  try {
    const response = await fetch(request);
    if (response.ok && !response.redirected) later(kept(request, url, response.clone()));
    else if (response.status === 404 || response.status === 410) later(forget(url));
    return response;
  } catch (e) { return offline(request, url); }
};
/* What was taken along is renewed whenever it is seen. */
const kept = async (request, url, response) => {
  const account = of(response), address = url.origin + url.pathname;
  if (!(response.headers.get("Content-Type") || "").startsWith("text/html")) return;
  await remember(account);
  if (url.search) return;
  for (const name of await taken()) {
    const box = await caches.open(name);
    if (name.startsWith(TAKEN + account + "/") && await box.match(address, { ignoreVary: true })) await box.put(address, response.clone());
  }
};
/* What was taken down is not read without a network either. */
const forget = async url => { for (const name of await taken()) await (await caches.open(name)).delete(url.origin + url.pathname, { ignoreVary: true }); };

const file = async (request, url, later) => {
  try {
    const response = await fetch(request);
    if (response.ok && response.status === 200 && url.pathname.startsWith("/static/")) later(keepFile(request, response.clone()));
    return response;
  } catch (e) {
    const found = await find(request.url, [FILES, EXAMS, HOTLINE].concat(await taken()));
    if (found) return found;
    throw e;
  }
};
const keepFile = async (request, response) => {
  const box = await caches.open(FILES);
  if (await box.match(request.url)) return;
  await box.put(request.url, response);
  const all = await box.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST_FILES)).map(old => box.delete(old)));
};

/* The hotline's page names its files; they come out of the browser's cache, so that only the page itself is fetched again. */
self.addEventListener("message", event => {
  const asked = event.data && event.data.hotline;
  if (asked) event.waitUntil(caches.open(HOTLINE).then(box => box.addAll(asked.map(one => new Request(one, { credentials: "omit" })))).catch(() => {}));
});

self.addEventListener("fetch", event => {
  const request = event.request, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || url.pathname.startsWith("/admin/")) return;
  const later = work => event.waitUntil(work.catch(() => {}));
  if (request.mode === "navigate") event.respondWith(page(request, url, later));
  else if (/^\/(static|media|documents)\//.test(url.pathname)) event.respondWith(file(request, url, later));
});
