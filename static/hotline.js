/* The hotline: its numbers kept for when there is no network, the nearest answers while one types, a recording where
   the browser can. Every page works without. */
(() => {
  if (location.pathname === "/hotline/" && navigator.serviceWorker && window.caches) {
    const files = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map(one => one.href || one.src);
    const sprite = document.querySelector("use");
    if (sprite) files.push(new URL(sprite.getAttribute("href").split("#")[0], location).href);
    navigator.serviceWorker.register("/sw.js").then(() => navigator.serviceWorker.ready)
      .then(worker => worker.active.postMessage({ hotline: ["/hotline/", ...files] })).catch(() => {});
  }

  const form = document.querySelector("form[data-near]"), here = document.querySelector("[data-near-here]");
  if (form && here && window.fetch) {
    let timer, asked = "";
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const text = form.elements.text.value.trim();
        if (text.length < 4 || text === asked) return;
        asked = text;
        const body = new FormData();
        body.append("text", text);
        body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
        try {
          const answer = await fetch(form.dataset.near, { method: "POST", body, credentials: "same-origin" });
          if ((answer.ok || answer.status === 429) && form.elements.text.value.trim() === text) {
            const page = new DOMParser().parseFromString(await answer.text(), "text/html");
            here.textContent = ""; here.append(...page.body.childNodes);
          }
        } catch (e) { /* without a network there is nothing near */ }
      }, 700);
    });
  }

  const box = document.querySelector("[data-record]"), field = document.querySelector("input[name=voice]");
  const can = window.MediaRecorder && navigator.mediaDevices && navigator.mediaDevices.getUserMedia && window.DataTransfer;
  if (!box || !field || !can) return;
  box.hidden = false;
  const button = box.querySelector("button"), say = button.querySelector("span");
  let recorder = null;
  button.addEventListener("click", async () => {
    if (recorder && recorder.state === "recording") { recorder.stop(); return; }
    let stream;
    try { stream = await navigator.mediaDevices.getUserMedia({ audio: true }); }
    catch (e) { say.textContent = "用不了麦克风，请选文件或留电话"; return; }
    const parts = [];
    recorder = new MediaRecorder(stream);
    recorder.addEventListener("dataavailable", event => parts.push(event.data));
    recorder.addEventListener("stop", () => {
      stream.getTracks().forEach(track => track.stop());
      const type = (recorder.mimeType || "audio/webm").split(";")[0], kept = new DataTransfer();
      [...field.files].forEach(one => kept.items.add(one));
      kept.items.add(new File(parts, type.includes("mp4") ? "录音.m4a" : type.includes("ogg") ? "录音.ogg" : "录音.weba", { type }));
      field.files = kept.files;
      say.textContent = "录好了，再录一段";
    });
    recorder.start();
    say.textContent = "正在录，点一下停";
    setTimeout(() => { if (recorder.state === "recording") recorder.stop(); }, 180000);
  });
})();
