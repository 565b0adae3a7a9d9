/* 明白: a box to sign in with a finger. mingbaiPad({title, next}) → {strokes} | {skip: true} | null.
   Strokes are [[x, y], …] in a box of 300 × 120, thinned so that a name takes about half a kilobyte. ES2017. */
(() => {
  "use strict";
  const WIDE = 300, HIGH = 120, MOST_POINTS = 1200, MOST_STROKES = 80;
  const make = (tag, attrs, ...inside) => {
    const el = document.createElement(tag);
    Object.keys(attrs).forEach(name => { if (attrs[name] !== false) el.setAttribute(name, attrs[name]); });
    el.append(...inside);
    return el;
  };
  // Ramer–Douglas–Peucker: points that lie on the line between their neighbours say nothing.
  const thin = (points, slack) => {
    if (points.length < 3) return points;
    const [ax, ay] = points[0], [bx, by] = points[points.length - 1], long = Math.hypot(bx - ax, by - ay);
    let far = 0, at = 0;
    points.forEach(([x, y], i) => {
      const off = long ? Math.abs((by - ay) * x - (bx - ax) * y + bx * ay - by * ax) / long : Math.hypot(x - ax, y - ay);
      if (off > far) { far = off; at = i; }
    });
    if (far <= slack) return [points[0], points[points.length - 1]];
    return thin(points.slice(0, at + 1), slack).slice(0, -1).concat(thin(points.slice(at), slack));
  };
  const whole = strokes => {
    const kept = strokes.slice(0, MOST_STROKES);
    for (let slack = .6; slack < 20; slack *= 2) {
      const found = kept.map(stroke => thin(stroke, slack).map(([x, y]) => [Math.round(x), Math.round(y)]));
      if (found.reduce((sum, stroke) => sum + stroke.length, 0) <= MOST_POINTS) return found;
    }
    return [];
  };

  window.mingbaiPath = strokes => strokes.map(stroke => "M" + (stroke.length > 1 ? stroke : [stroke[0], stroke[0]]).map(p => p.join(" ")).join("L")).join("");
  window.mingbaiDrawing = strokes => {
    const space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg"), path = document.createElementNS(space, "path");
    svg.setAttribute("viewBox", "0 0 300 120"); svg.setAttribute("class", "signature"); svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", window.mingbaiPath(strokes));
    svg.append(path);
    return svg;
  };

  window.mingbaiPad = ({ title, next }) => new Promise(done => {
    const canvas = make("canvas", { width: WIDE * 3, height: HIGH * 3, "aria-label": "签名的格子" }), pen = canvas.getContext("2d");
    const clear = make("button", { type: "button", class: "btn" }, "重写"), skip = make("button", { type: "button", class: "btn" }, next ? "跳过" : "不签了");
    const good = make("button", { type: "button", class: "btn go" }, next ? "签好了，下一位" : "签好了"), stop = make("button", { type: "button", class: "btn" }, "停下");
    const head = make("h2", { id: "pad-title", tabindex: "-1" }, title);
    const box = make("div", { class: "pad", role: "dialog", "aria-modal": "true", "aria-labelledby": "pad-title" },
      make("div", { class: "in" }, head, make("p", { class: "muted" }, "用手指写在格子里。"), canvas, make("div", { class: "row" }, clear, skip, ...(next ? [stop] : [])), good));
    let strokes = [], now = null;
    const before = document.activeElement;
    const ink = () => getComputedStyle(canvas).color;
    const point = event => {
      const area = canvas.getBoundingClientRect();
      return [(event.clientX - area.left) / area.width * WIDE, (event.clientY - area.top) / area.height * HIGH];
    };
    const line = (from, to) => {
      pen.strokeStyle = ink(); pen.lineWidth = 8; pen.lineCap = pen.lineJoin = "round";
      pen.beginPath(); pen.moveTo(from[0] * 3, from[1] * 3); pen.lineTo(to[0] * 3 + .1, to[1] * 3); pen.stroke();
    };
    const down = event => { now = [point(event)]; strokes.push(now); line(now[0], now[0]); good.disabled = false; };
    const move = event => {
      if (!now) return;
      const to = point(event), from = now[now.length - 1];
      if (Math.hypot(to[0] - from[0], to[1] - from[1]) < 1.5) return;
      line(from, to); now.push(to);
    };
    const up = () => { now = null; };
    if (window.PointerEvent) {
      canvas.addEventListener("pointerdown", event => { event.preventDefault(); try { canvas.setPointerCapture(event.pointerId); } catch (e) { /* a made-up event */ } down(event); });
      canvas.addEventListener("pointermove", move);
      ["pointerup", "pointercancel"].forEach(name => canvas.addEventListener(name, up));
    } else {
      canvas.addEventListener("touchstart", event => { event.preventDefault(); down(event.touches[0]); }, { passive: false });
      canvas.addEventListener("touchmove", event => { event.preventDefault(); move(event.touches[0]); }, { passive: false });
      canvas.addEventListener("touchend", up);
    }
    const wipe = () => { strokes = []; now = null; pen.clearRect(0, 0, canvas.width, canvas.height); good.disabled = true; };
    const end = result => { box.remove(); document.documentElement.classList.remove("padded"); if (before && before.focus) before.focus(); done(result); };
    clear.addEventListener("click", wipe);
    skip.addEventListener("click", () => end(next ? { skip: true } : null));
    stop.addEventListener("click", () => end(null));
    good.addEventListener("click", () => end({ strokes: whole(strokes) }));
    box.addEventListener("keydown", event => {
      if (event.key === "Escape") return end(null);
      if (event.key !== "Tab") return;
      const stops = Array.from(box.querySelectorAll("button:not([disabled])")), first = stops[0], last = stops[stops.length - 1];
      if (event.shiftKey ? document.activeElement === first : document.activeElement === last) { event.preventDefault(); (event.shiftKey ? last : first).focus(); }
    });
    wipe();
    document.documentElement.classList.add("padded");
    document.body.append(box);
    head.focus();
  });

  // A form with one signature: [data-sign] opens the box, the strokes go into the hidden input, [data-drawn] shows them.
  document.addEventListener("click", async event => {
    const button = event.target.closest && event.target.closest("[data-sign]");
    if (!button) return;
    const form = button.form || button.closest("form"), input = form.querySelector("input[name=" + button.dataset.sign + "]");
    const got = await window.mingbaiPad({ title: button.dataset.title });
    if (!got || !got.strokes) return;
    input.value = JSON.stringify(got.strokes);
    const drawn = form.querySelector("[data-drawn]");
    if (drawn) { drawn.textContent = ""; drawn.append(window.mingbaiDrawing(got.strokes)); }
    if ("submit" in button.dataset) form.submit();
  });
})();
