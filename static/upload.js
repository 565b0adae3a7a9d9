/* Files of any size over bad networks: in parts with checksums, tried again, taken up where they stopped, also after a
   reload (the server knows the file by its fingerprint). Without this the plain form takes up to 20 MB. */
(() => {
  const form = document.querySelector("form[data-uploads]"), field = form && form.elements.file;
  if (!field || !window.fetch || !Blob.prototype.slice) return;
  const home = form.dataset.uploads, token = form.elements.csrfmiddlewaretoken.value, LEAST = 1 << 18, MOST = 1 << 23;
  const box = form.querySelector("[data-sending]"), bar = box.querySelector("progress"), say = box.querySelector("[data-say]");
  const hint = form.querySelector("[data-hint]"), button = form.querySelector("button.go");
  if (hint) hint.textContent = "照片、录像、录音、PDF、Word、Excel，可以一次选几个，一个最多 2 GB。网断了接着传。";
  const wait = ms => new Promise(done => setTimeout(done, ms));
  const coded = text => btoa(unescape(encodeURIComponent(text)));
  const ask = async (method, address, headers, body) => {
    headers = Object.assign({ "Tus-Resumable": "1.0.0", "X-CSRFToken": token }, headers);
    const answer = await fetch(address, { method, headers, body, credentials: "same-origin" });
    if (answer.status === 404 && method === "POST") throw { stop: "这件案子现在打不开，没有传成。请找经办人。" };
    if (answer.redirected || answer.status === 403) throw { stop: "登录过期了。刷新这一页，再选同一个文件，接着传。" };
    if (answer.status === 413 || answer.status === 415) throw { stop: await answer.text() };
    if (!answer.ok) throw new Error(answer.status);
    return answer;
  };
  const sum = async blob => {
    if (!window.crypto || !crypto.subtle || !window.Response) return {};
    const bytes = await new Response(blob).arrayBuffer(), digest = await crypto.subtle.digest("SHA-256", bytes);
    return { "Upload-Checksum": "sha256 " + btoa(String.fromCharCode(...new Uint8Array(digest))) };
  };
  const send = async (file, show) => {
    const mark = [file.name, file.size, file.lastModified].join("|");
    let tries = 0, piece = 1 << 20;
    for (;;) {
      try {
        const told = `filename ${coded(file.name)},fingerprint ${coded(mark)}`;
        const begun = await ask("POST", home, { "Upload-Length": String(file.size), "Upload-Metadata": told });
        const address = begun.headers.get("Location");
        let at = Number(begun.headers.get("Upload-Offset"));
        show(at);
        while (at < file.size) {
          const part = file.slice(at, at + piece), since = Date.now();
          const headers = Object.assign({ "Upload-Offset": String(at), "Content-Type": "application/offset+octet-stream" }, await sum(part));
          const answer = await ask("PATCH", address, headers, part);
          at = Number(answer.headers.get("Upload-Offset"));
          tries = 0; show(at);
          piece = Date.now() - since < 4000 ? Math.min(piece * 2, MOST) : Math.max(piece >> 1, LEAST);
        }
        return address.split("/").slice(-2)[0];
      } catch (e) {
        if (e.stop) throw e;
        tries += 1; piece = LEAST;
        const pause = Math.min(30, 2 ** tries);
        say.textContent = `网断了，${pause} 秒后接着传，传到的都在。`;
        await wait(pause * 1000);
      }
    }
  };
  form.addEventListener("submit", async event => {
    const files = [...field.files], all = files.reduce((sum, one) => sum + one.size, 0);
    if (!all) return;
    event.preventDefault();
    box.hidden = false; button.disabled = true;
    let before = 0;
    const keys = form.elements.uploads.value ? [form.elements.uploads.value] : [];
    try {
      for (const file of files) {
        keys.push(await send(file, at => {
          bar.value = 100 * (before + at) / all;
          say.textContent = `${file.name}：传了 ${Math.floor(bar.value)}%`;
        }));
        before += file.size;
      }
      form.elements.uploads.value = keys.join(",");
      field.disabled = true;
      form.submit();
    } catch (e) { say.textContent = e.stop || "没有传成，请再试一次。"; button.disabled = false; }
  });
})();
