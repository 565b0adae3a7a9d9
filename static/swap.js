/* Questions and verdicts change in place: forms and links with data-swap fetch the next page and take its #swap.
   Whatever goes wrong, the browser goes there by itself. */
(() => {
  if (!window.fetch || !window.DOMParser) return;

  const show = async (url, options, leave) => {
    let answer, fresh;
    try {
      answer = await fetch(url, Object.assign({ credentials: "same-origin" }, options));
      fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch (error) { return leave(); }
    const part = fresh.querySelector("#swap"), here = document.querySelector("#swap");
    if (!part) { location.href = answer.url; return; }
    here.replaceWith(part);
    document.title = fresh.title;
    if (answer.url !== location.href) history.pushState({ swap: true }, "", answer.url);
    scrollTo(0, 0);
    const target = part.querySelector("[role=alert]") || part.querySelector("h1");
    if (target) { target.tabIndex = -1; target.focus({ preventScroll: true }); }
  };

  document.addEventListener("submit", event => {
    const form = event.target.closest("form[data-swap]");
    if (!form) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    show(form.action, { method: "POST", body: new FormData(form) }, () => form.submit());
  });

  document.addEventListener("click", event => {
    const link = event.target.closest("a[data-swap]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    show(link.href, {}, () => { location.href = link.href; });
  });

  addEventListener("popstate", () => location.reload());
})();
