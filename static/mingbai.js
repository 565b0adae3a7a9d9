/* 明白: everything here is a convenience; every page works without it. */
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Buttons that only make sense with JavaScript.
  all("[data-js]").forEach(el => { el.hidden = false; });

  document.addEventListener("click", async event => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      try { await navigator.clipboard.writeText(copy.dataset.copy); }
      catch (e) { // plain http or an old browser
        const box = document.createElement("textarea");
        box.value = copy.dataset.copy; document.body.append(box); box.select();
        document.execCommand("copy"); box.remove();
      }
      const say = copy.querySelector("[data-say]") || copy;
      const before = say.textContent; say.textContent = "已复制";
      setTimeout(() => { say.textContent = before; }, 1600);
    }
    if (event.target.closest("[data-print]")) print();
    if (event.target.closest("[data-back]")) history.back();
  });

  // Filters apply at once; without JavaScript there is a button.
  all("form[data-auto]").forEach(form => {
    all("[data-apply]", form).forEach(el => { el.hidden = true; });
    form.addEventListener("change", () => form.submit());
  });

  // Suggestions while typing.
  all("input[data-suggest]").forEach((input, n) => {
    const list = document.createElement("ul");
    let timer, asked = "", at = -1, typing = false;
    list.className = "suggest"; list.id = "suggest" + n; list.hidden = true;
    list.setAttribute("role", "listbox"); list.setAttribute("aria-label", "搜索建议");
    input.setAttribute("role", "combobox"); input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id); input.setAttribute("aria-expanded", "false");
    input.form.after(list);
    const shut = () => { list.hidden = true; at = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const show = rows => {
      list.textContent = ""; list.append(...rows.map((row, i) => {
        const li = document.createElement("li");
        li.setAttribute("role", "option"); li.setAttribute("aria-selected", "false"); li.id = list.id + "-" + i;
        li.textContent = row.text;
        if (row.note) { const s = document.createElement("small"); s.className = "muted"; s.textContent = row.note; li.append(s); }
        li.addEventListener("click", () => { location.href = row.url; });
        return li;
      }));
      list.hidden = !rows.length; at = -1;
      input.setAttribute("aria-expanded", String(!list.hidden));
    };
    const ask = async () => {
      const q = input.value.trim();
      if (q === asked) return;
      asked = q;
      if (!q) return shut();
      try {
        const answer = await fetch(input.dataset.suggest + "?q=" + encodeURIComponent(q));
        if (answer.ok && input.value.trim() === q) show((await answer.json()).suggestions || []);
      } catch (e) { shut(); }
    };
    input.addEventListener("compositionstart", () => { typing = true; });
    input.addEventListener("compositionend", () => { typing = false; clearTimeout(timer); timer = setTimeout(ask, 120); });
    input.addEventListener("input", () => { if (!typing) { clearTimeout(timer); timer = setTimeout(ask, 160); } });
    input.addEventListener("keydown", event => {
      const rows = all("li", list);
      if (event.key === "Escape") shut();
      if (list.hidden || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
      if (event.key === "Enter") { if (at >= 0) { event.preventDefault(); rows[at].click(); } return; }
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : rows.length)) % rows.length;
      rows.forEach((li, i) => li.setAttribute("aria-selected", String(i === at)));
      input.setAttribute("aria-activedescendant", rows[at].id);
    });
    document.addEventListener("click", event => { if (!list.contains(event.target) && event.target !== input) shut(); });
  });

  // Questions, in exams and in lessons: what is ticked, typed or numbered inside `el`.
  const one = (selector, root) => root.querySelector(selector);
  const read = el => {
    if (el.dataset.control === "number") return one("[name=a]", el).value.trim();
    if (el.dataset.control === "order") return el.ranks.slice();
    return all("[name=a]:checked", el).map(input => input.value);
  };
  const show = el => {
    all(".spots g", el).forEach(g => g.classList.toggle("on", one('[value="' + g.dataset.place + '"]', el).checked));
    if (el.ranks) all(".step button", el).forEach(button => {
      const rank = el.ranks.indexOf(button.dataset.place) + 1;
      button.firstChild.textContent = rank || "";
      button.classList.toggle("on", rank > 0);
      button.setAttribute("aria-label", button.lastChild.textContent + (rank ? "：第 " + rank : "：没排"));
      button.nextSibling.value = rank || "";
    });
  };
  // Steps: tap them one after the other; tapping again takes a number back.
  const steps = (el, changed) => {
    el.ranks = all(".step select", el).filter(s => s.value).sort((a, b) => a.value - b.value).map(s => s.name.slice(1));
    one("[data-hint]", el).textContent = "按先后一个一个点。点错了，再点一下取消。";
    all(".step", el).forEach(step => {
      const button = document.createElement("button"), select = one("select", step);
      button.type = "button"; button.className = "opt"; button.dataset.place = step.dataset.place;
      button.append(one("b", step), one("span", step));
      select.hidden = true; step.className = "step"; step.textContent = ""; step.append(button, select);
      button.addEventListener("click", () => {
        const at = el.ranks.indexOf(button.dataset.place);
        if (at < 0) el.ranks.push(button.dataset.place); else el.ranks.splice(at, 1);
        show(el); changed(el);
      });
    });
  };
  window.mingbaiAsk = { read, show, steps };
})();
