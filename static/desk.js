// The form of a question: rows that come when they are needed, places drawn on the picture, a preview that keeps up.
(() => {
  'use strict';
  const form = document.getElementById('question-form');
  if (!form) return;
  const rows = [...form.querySelectorAll('[data-row]')];
  const value = (row, name) => { const one = row.querySelector(`[name$="-${name}"]`); return one ? one.value.trim() : ''; };
  const filled = (row) => ['words', 'picture', 'x', 'y', 'w', 'h'].some((name) => value(row, name));

  // Preview: the form posts into the frame; nothing is kept.
  const button = form.querySelector('[data-preview]');
  let waiting = 0;
  const preview = () => { clearTimeout(waiting); waiting = setTimeout(() => form.requestSubmit ? form.requestSubmit(button) : button.click(), 900); };
  form.addEventListener('input', preview);
  form.addEventListener('change', preview);

  // Leaving with something unsaved asks first.
  let changed = Boolean(form.querySelector('.error-message'));
  form.addEventListener('input', () => { changed = true; });
  form.addEventListener('submit', (event) => { if (event.submitter !== button) changed = false; });
  addEventListener('beforeunload', (event) => { if (changed) event.preventDefault(); });

  // Rows: as many as are needed, one more on demand.
  const more = form.querySelector('[data-more]');
  const fewest = Math.max(Number(form.dataset.fewest), form.dataset.kind === 'true_false' ? 0 : 4);
  let shown = 0;
  const show = (count) => {
    shown = Math.min(rows.length, Math.max(count, shown));
    rows.forEach((row, n) => { row.hidden = n >= shown; });
    if (more) more.hidden = shown >= rows.length;
  };
  if (rows.length) {
    const last = rows.reduce((n, row, at) => (filled(row) ? at + 1 : n), 0);
    show(last || fewest);
    more.addEventListener('click', () => { show(shown + 1); const box = rows[shown - 1].querySelector('textarea'); if (box) box.focus(); });
  }

  // One right answer: ticking another takes the first away.
  if (['single', 'picture'].includes(form.dataset.kind)) {
    form.addEventListener('change', ({ target }) => {
      if (!target.name || !target.name.endsWith('-right') || !target.checked) return;
      for (const row of rows) { const tick = row.querySelector('[name$="-right"]'); if (tick !== target) tick.checked = false; }
    });
  }

  // Steps: one up.
  rows.forEach((row, n) => {
    const up = row.querySelector('[data-up]');
    if (!up || !n) return;
    up.hidden = false;
    up.addEventListener('click', () => {
      const [here, above] = [row, rows[n - 1]].map((one) => one.querySelector('textarea'));
      [here.value, above.value] = [above.value, here.value];
      above.focus();
      preview();
    });
  });

  // Places on the picture: numbers beside, boxes on it; two clicks make a box.
  const scene = form.querySelector('[data-scene]');
  if (!scene) return;
  const drawing = scene.querySelector('[data-draw]');
  const image = scene.querySelector('img');
  const SIDES = ['x', 'y', 'w', 'h'];
  let active = rows.find((row) => !value(row, 'x')) || rows[0];
  let corner = null;
  const number = (text) => Number(text.replace('％', '').replace('%', ''));
  const node = (name, facts) => {
    const one = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, fact] of Object.entries(facts)) one.setAttribute(key, fact);
    drawing.append(one);
  };
  const draw = () => {
    drawing.replaceChildren();
    scene.querySelectorAll('.no').forEach((one) => one.remove());
    rows.forEach((row, n) => {
      row.toggleAttribute('data-on', row === active);
      const [x, y, w, h] = SIDES.map((side) => number(value(row, side)));
      if (!SIDES.every((side) => value(row, side)) || [x, y, w, h].some(Number.isNaN)) return;
      const right = row.querySelector('[name$="-right"]').checked;
      node('rect', { x, y, width: Math.max(w, 0), height: Math.max(h, 0), class: `${right ? 'right' : ''} ${row === active ? 'on' : ''}` });
      const label = document.createElement('b');
      label.className = 'no';
      label.textContent = n + 1;
      label.style.left = `${x}%`;
      label.style.top = `${y}%`;
      scene.append(label);
    });
    if (corner) node('ellipse', { cx: corner[0], cy: corner[1], rx: 0.9, ry: 1.4, class: 'dot' });
  };
  const fill = (row, numbers) => {
    SIDES.forEach((side, n) => { row.querySelector(`[name$="-${side}"]`).value = Math.round(numbers[n] * 10) / 10; });
  };
  scene.addEventListener('click', (event) => {
    const box = scene.getBoundingClientRect();
    const point = [100 * (event.clientX - box.left) / box.width, 100 * (event.clientY - box.top) / box.height];
    if (!corner) { corner = point; draw(); return; }
    const [left, right] = [corner[0], point[0]].sort((a, b) => a - b);
    const [top, bottom] = [corner[1], point[1]].sort((a, b) => a - b);
    corner = null;
    fill(active, [left, top, right - left, bottom - top]);
    const at = rows.indexOf(active);
    if (at + 1 >= shown) show(at + 2);
    active.querySelector('textarea').focus();
    active = rows.find((row, n) => n > at && !value(row, 'x')) || active;
    changed = true;
    draw();
    preview();
  });
  rows.forEach((row) => row.addEventListener('focusin', () => { active = row; corner = null; draw(); }));
  rows.forEach((row) => row.querySelector('legend').addEventListener('click', () => { active = row; corner = null; draw(); }));
  form.addEventListener('input', draw);
  form.addEventListener('change', draw);
  const chosen = form.querySelector('input[name="picture"]');
  let seen = chosen ? chosen.value : '';
  const follow = () => {
    if (!chosen || chosen.value === seen) return;
    seen = chosen.value;
    scene.hidden = !seen;
    form.querySelector('[data-no-scene]').hidden = Boolean(seen);
    if (!seen) return;
    fetch(form.dataset.picture.replace('/0/', `/${seen}/`)).then((answer) => (answer.ok ? answer.json() : null)).then((found) => {
      if (!found) return;
      image.src = found.url;
      draw();
      preview();
    });
  };
  setInterval(follow, 500);
  draw();
})();
