// Whether the bank can fill the blueprint, asked again after every change.
(() => {
  'use strict';
  const form = document.getElementById('blueprint-form');
  if (!form) return;
  const answer = form.querySelector('[data-answer]');
  let waiting = 0;
  let asked = 0;
  const beside = () => {
    form.querySelectorAll('.howmany .error-message').forEach((old) => old.remove());
    answer.querySelectorAll('[data-beside]').forEach((line) => {
      const field = document.getElementById(line.dataset.beside);
      const place = field && field.closest('.howmany');
      if (!place) return;
      const said = document.createElement('p');
      said.className = 'error-message';
      said.textContent = line.querySelector('span').textContent;
      place.append(said);
    });
  };
  const check = () => {
    const mine = ++asked;
    fetch(form.dataset.check, { method: 'POST', body: new FormData(form) })
      .then((said) => (said.ok ? said.text() : Promise.reject(new Error(said.status))))
      .then((html) => { if (mine === asked) { answer.innerHTML = html; beside(); } })
      .catch(() => { if (mine === asked) answer.textContent = '没有连上，点“查一查”再试。'; });
  };
  form.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(check, 500); });
  check();
})();
