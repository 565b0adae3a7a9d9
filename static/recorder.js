/* 录音: speak stem and options one after the other; listen, again, keep. Without this file there is the upload. ES2017. */
(() => {
  "use strict";
  const stage = document.querySelector("[data-stage]");
  if (!stage) return;
  const one = (selector, from = stage) => from.querySelector(selector);
  const lines = Array.from(document.querySelectorAll("[data-line]"));
  const big = one("[data-big]"), after = one("[data-after]"), play = one("[data-play]"), said = one("[data-said]");
  const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4"];
  const type = window.MediaRecorder && TYPES.find(name => MediaRecorder.isTypeSupported(name));
  const cannot = document.querySelector("[data-cannot]");
  if (!type || !navigator.mediaDevices) {
    cannot.textContent = isSecureContext ? "这个浏览器不能录音。请换 Chrome、Edge 或 Safari，或者用下面的“上传文件”。" : "这个网址不是 https，浏览器不让录音。请用下面的“上传文件”。";
    cannot.hidden = false;
    return;
  }
  stage.hidden = false;

  let line = null, recorder = null, pieces = [], size = 0, began = 0, timer = 0, blob = null, ears = null;
  const say = text => { said.textContent = text; said.hidden = !text; };
  const kb = bytes => Math.ceil(bytes / 1024);
  const facts = () => {
    if (recorder) one("[data-time]").textContent = ((performance.now() - began) / 1000).toFixed(1);
    one("[data-size]").textContent = kb(size);
  };
  const fresh = () => { blob = null; pieces = []; size = 0; after.hidden = true; one("[data-time]").textContent = "0.0"; facts(); say(""); };
  const choose = next => {
    line = next;
    lines.forEach(other => { if (other === line) other.setAttribute("aria-current", "true"); else other.removeAttribute("aria-current"); });
    one("[data-at]").textContent = line.dataset.mark + "（" + (lines.indexOf(line) + 1) + " / " + lines.length + "）";
    one("[data-words]").textContent = one("[data-line-words]", line).textContent;
    one("[data-most]").textContent = "（最多 " + kb(line.dataset.bytes) + " KB，大约 " + line.dataset.mostSeconds + " 秒）";
    one("[data-keep]").textContent = line === lines[lines.length - 1] ? "留下" : "留下，录下一段";
    fresh();
  };

  /* ---- the level ---- */
  const listen = stream => {
    const Context = window.AudioContext || window.webkitAudioContext;
    if (!Context) return;
    const context = new Context(), meter = context.createAnalyser(), level = one("[data-level]");
    meter.fftSize = 512;
    context.createMediaStreamSource(stream).connect(meter);
    const wave = new Uint8Array(meter.fftSize);
    const look = () => {
      if (!ears) return;
      meter.getByteTimeDomainData(wave);
      level.value = Math.min(1, Math.max(...wave.map(value => Math.abs(value - 128))) / 100);
      requestAnimationFrame(look);
    };
    ears = context;
    look();
  };
  const deafen = () => { if (ears) ears.close(); ears = null; one("[data-level]").value = 0; };

  /* ---- recording ---- */
  const stop = () => { if (recorder && recorder.state !== "inactive") recorder.stop(); };
  // Another line was chosen meanwhile: what was being said belongs to no line.
  const cancel = () => { if (recorder) { recorder.cancelled = true; stop(); } };
  let asking = false;
  const start = async () => {
    if (asking) return;
    asking = true;
    fresh();
    let stream;
    try { stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true, autoGainControl: true } }); }
    catch (e) { return say(e.name === "NotAllowedError" ? "浏览器没让用麦克风。请点地址栏旁边的图标，允许麦克风，再点“录”。" : "没找到麦克风。插好再点“录”，或者用下面的“上传文件”。"); }
    finally { asking = false; }
    const own = recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: Number(line.dataset.bits) });
    recorder.ondataavailable = event => {
      if (own.cancelled) return;
      pieces.push(event.data); size += event.data.size; facts();
      if (size > line.dataset.bytes * 0.97) { say("到最大了，已经停下。听一听，太长就说短一点再录。"); stop(); }
    };
    recorder.onstop = () => {
      clearInterval(timer); facts(); recorder = null; deafen();
      stream.getTracks().forEach(track => track.stop());
      big.setAttribute("aria-pressed", "false"); one("[data-big-word]").textContent = "录";
      if (own.cancelled) return fresh();
      blob = new Blob(pieces, { type: type.split(";")[0] });
      if (play.src) URL.revokeObjectURL(play.src);
      play.src = URL.createObjectURL(blob);
      after.hidden = false;
      one("[data-keep]").focus();
    };
    began = performance.now();
    listen(stream);
    recorder.start(250);
    timer = setInterval(facts, 100);
    big.setAttribute("aria-pressed", "true"); one("[data-big-word]").textContent = "停";
  };
  big.setAttribute("aria-pressed", "false");
  big.addEventListener("click", () => { if (recorder) stop(); else start(); });
  one("[data-again]").addEventListener("click", start);

  /* ---- keeping ---- */
  const kept = facts => {
    const heard = one("[data-heard]", line), audio = document.createElement("audio"), note = document.createElement("span");
    audio.controls = true; audio.preload = "none"; audio.src = facts.url;
    note.textContent = facts.seconds + " 秒 · " + kb(facts.size) + " KB";
    heard.textContent = ""; heard.append(audio, note);
    line.dataset.has = "";
    document.querySelector("[data-total]").textContent = kb(facts.total) + " KB";
    const next = lines.slice(lines.indexOf(line) + 1).find(other => !("has" in other.dataset)) || lines.find(other => !("has" in other.dataset));
    if (next) { choose(next); big.focus(); return; }
    fresh();
    say("这里都录好了。");
    const on = document.querySelector("[data-next]");
    if (on) on.focus();
  };
  one("[data-keep]").addEventListener("click", async event => {
    if (!blob) return;
    const button = event.target, form = new FormData();
    form.append("part", line.dataset.part);
    form.append("file", blob, "sound");
    button.disabled = true;
    try {
      const reply = await fetch(location.href, { method: "POST", body: form, credentials: "same-origin", headers: { Accept: "application/json", "X-CSRFToken": stage.dataset.token } });
      const facts = await reply.json();
      if (reply.ok) kept(facts); else say(facts.error);
    } catch (e) { say("没有存上。录音还在这一页，连上网再点“留下”。"); }
    button.disabled = false;
  });
  lines.forEach(other => {
    const button = one("[data-choose]", other);
    button.hidden = false;
    button.addEventListener("click", () => { cancel(); choose(other); stage.scrollIntoView(); big.focus(); });
  });
  addEventListener("beforeunload", event => { if (blob || recorder) { event.preventDefault(); event.returnValue = ""; } });
  choose(lines.find(other => !("has" in other.dataset)) || lines[0]);
})();
