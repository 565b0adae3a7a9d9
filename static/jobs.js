/* How far a job is, every two seconds; without JavaScript the page reloads itself. */
(() => {
  const box = document.querySelector("[data-job]");
  if (!box) return;
  const bar = box.querySelector("progress"), say = name => box.querySelector(`[data-${name}]`);
  let failures = 0;
  const show = job => {
    if (!job.open) return location.reload();
    if (job.total) { bar.max = job.total; bar.value = job.done; say("count").textContent = `${job.done} / ${job.total}`; }
    say("words").textContent = job.words;
    if (job.note && say("note").textContent !== job.note) say("note").textContent = job.note;
  };
  const ask = async () => {
    try {
      const answer = await fetch(box.dataset.job, { headers: { Accept: "application/json" } });
      if (answer.redirected || answer.status === 404) return location.reload();
      if (!answer.ok) throw new Error(answer.status);
      failures = 0; show(await answer.json());
    } catch (e) { failures += 1; }
    setTimeout(ask, Math.min(2000 * (failures + 1), 15000));
  };
  setTimeout(ask, 1000);
})();
