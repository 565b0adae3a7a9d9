/* 明白: recordings. One big button each, fetched when it is tapped, one sound at a time, the language remembered.
   Without this file the browser's own controls stand there. ES2017. */
(() => {
  "use strict";
  const KEY = "mingbai-track";
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const memory = () => { try { return localStorage; } catch (e) { return null; } };
  let chosen = (memory() && memory().getItem(KEY)) || "";
  document.documentElement.classList.add("hears");

  const sounds = box => all("audio", box);
  const mine = box => sounds(box).find(one => one.dataset.track === chosen) || sounds(box)[0];
  const boxOf = audio => audio.closest && audio.closest("[data-listen]");
  const show = (box, state) => {
    const button = box.querySelector("[data-hear]");
    box.dataset.state = state;
    button.setAttribute("aria-pressed", String(state === "on" || state === "wait"));
    button.querySelector("[data-word]").textContent = state === "on" ? "停" : state === "wait" ? "等" : "听";
    if (state !== "bad") box.querySelector("[data-trouble]").textContent = "";
  };
  const hush = but => all("audio, video").forEach(other => { if (other !== but && !other.paused) other.pause(); });
  const start = box => {
    const audio = mine(box);
    if (audio.error) audio.load();
    show(box, "wait");
    const playing = audio.play();
    if (playing) playing.catch(() => {});
  };

  /* ---- the languages of this page ---- */
  const dress = () => {
    const found = new Map();
    all("[data-listen] audio").forEach(one => found.set(one.dataset.track, one.dataset.language));
    all("[data-listen]").forEach(box => {
      const name = box.querySelector("[data-language]:not(audio)");
      if (name) name.textContent = mine(box).dataset.language;
    });
    const now = found.has(chosen) ? chosen : Array.from(found.keys())[0];
    all("[data-voices]").forEach(place => {
      place.hidden = found.size < 2;
      if (place.dataset.made !== Array.from(found.keys()).join()) {
        place.dataset.made = Array.from(found.keys()).join();
        place.textContent = "";
        found.forEach((name, track) => {
          const button = document.createElement("button");
          button.type = "button"; button.className = "btn"; button.dataset.voice = track; button.textContent = name;
          place.append(button);
        });
      }
      all("[data-voice]", place).forEach(one => one.setAttribute("aria-pressed", String(one.dataset.voice === now)));
    });
  };
  const choose = track => {
    chosen = track;
    try { localStorage.setItem(KEY, track); } catch (e) { /* for this page only */ }
    hush();
    dress();
    // Hearing it says more than reading its name.
    const first = all("[data-listen]").find(box => box.offsetParent && mine(box).dataset.track === track);
    if (first) start(first);
  };

  document.addEventListener("click", event => {
    const button = event.target.closest("[data-hear]"), voice = event.target.closest("[data-voice]");
    if (voice) choose(voice.dataset.voice);
    if (!button) return;
    event.preventDefault();
    const box = button.closest("[data-listen]"), running = sounds(box).find(one => !one.paused);
    if (running) running.pause(); else start(box);
  });
  document.addEventListener("keydown", event => { if (event.key === "Escape") hush(); });

  /* ---- what sounds; these events do not bubble, they are caught on their way down ---- */
  const heed = (name, work) => document.addEventListener(name, event => { const box = boxOf(event.target); if (box) work(box, event.target); }, true);
  document.addEventListener("play", event => hush(event.target), true);
  heed("playing", box => show(box, "on"));
  heed("pause", box => show(box, ""));
  heed("ended", (box, audio) => { audio.currentTime = 0; show(box, ""); });
  heed("error", box => {
    show(box, "bad");
    box.querySelector("[data-trouble]").textContent = navigator.onLine ? "没放出来，再点一次" : "没有网络，连上再听";
  });
  // A page turned away from falls silent.
  heed("timeupdate", (box, audio) => {
    if (!box.offsetParent) audio.pause();
    if (audio.duration) box.style.setProperty("--heard", Math.round(100 * audio.currentTime / audio.duration) + "%");
  });

  const added = node => node.nodeType === 1 && (node.matches("[data-listen]") || node.querySelector("[data-listen]"));
  new MutationObserver(list => { if (list.some(one => Array.from(one.addedNodes).some(added))) dress(); })
    .observe(document.body, { childList: true, subtree: true });
  dress();
})();
