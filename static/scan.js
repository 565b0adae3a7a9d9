/* 明白: reads the QR of a certificate through the camera, where the browser itself can (BarcodeDetector). What was read
   goes the way of what is typed. Without it the phone's own scanner opens the same certificate. ES2017. */
(() => {
  "use strict";
  const open = document.querySelector("[data-scan]"), box = document.querySelector("[data-scanner]"), form = document.querySelector("[data-scanned]");
  if (!open || !("BarcodeDetector" in window) || !navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) return;
  const video = box.querySelector("video"), said = box.querySelector("[data-said]");
  let stream = null;
  const stop = () => {
    if (stream) stream.getTracks().forEach(track => track.stop());
    stream = null; video.srcObject = null; box.hidden = true; open.hidden = false;
  };
  const ours = text => /\/verify\/[^/]+/.test(text) || /^[0-9a-z]{12}$/i.test(text.replace(/[\s-]/g, ""));
  const look = async (reader, own) => {
    if (stream !== own) return;
    const found = await reader.detect(video).catch(() => []);
    if (stream !== own) return;
    const text = (found.map(code => code.rawValue).find(ours) || "").slice(0, 300);
    if (text) { stop(); form.elements.q.value = text; form.submit(); return; }
    if (found.length) said.textContent = "这不是证书的二维码。";
    setTimeout(look, 250, reader, own);
  };
  const start = async () => {
    said.textContent = ""; open.hidden = true; box.hidden = false;
    try {
      const own = stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = own;
      await video.play();
      look(new BarcodeDetector({ formats: ["qr_code"] }), own);
    } catch (refused) {
      stop();
      box.hidden = false; said.textContent = "没能打开摄像头。请允许使用摄像头，或者打姓名、证书编号。";
    }
  };
  open.addEventListener("click", start);
  box.querySelector("[data-stop]").addEventListener("click", () => { stop(); open.focus(); });
  addEventListener("pagehide", stop);
  BarcodeDetector.getSupportedFormats().then(kinds => { open.hidden = !kinds.includes("qr_code"); }).catch(() => {});
})();
