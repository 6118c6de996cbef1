// @ts-check

// Keeps the page, which comes complete from the server, at the server's state.

import { patch, setText } from './patch.mjs';

/** @typedef {ReturnType<typeof import('../view.js').view>} View */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {View} view */
function show({ title, icon, status, main }) {
  document.title = title;
  if (byId('icon').getAttribute('href') !== icon) byId('icon').setAttribute('href', icon);
  patch(byId('main'), main);
  filter();
  // The same words again would be read out again.
  setText(byId('status'), `Live: ${status}`);
}

function filter() {
  const wanted = /** @type {HTMLInputElement} */ (byId('filter')).value.trim().toLowerCase();
  for (const article of document.querySelectorAll('article')) {
    article.hidden = !(article.textContent ?? '').toLowerCase().includes(wanted);
  }
  // Else it would hide what is found in it.
  if (wanted) document.getElementById('older')?.setAttribute('open', '');
}

function listen() {
  const events = new EventSource('/events');
  events.onmessage = ({ data }) => show(JSON.parse(data));
  events.onerror = () => {
    setText(byId('status'), 'The server is not reachable. Trying again…');
    document.title = 'not reachable · Local Eyes server';
    // A browser tries again by itself unless the answer was an error.
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
}

/** @param {HTMLElement} button */
async function copy(button) {
  const { copy = '' } = button.dataset;
  const copied = await navigator.clipboard.writeText(copy).then(
    () => 'Copied',
    () => `Not copied; it is ${copy}`,
  );
  setText(byId('told'), copied);
}

/** @param {HTMLElement} link */
function enlarge(link) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('large'));
  const picture = /** @type {HTMLImageElement} */ (dialog.querySelector('img'));
  picture.src = link.getAttribute('href') ?? '';
  picture.alt = `Picture of ${link.dataset.title}`;
  setText(byId('large-title'), link.dataset.title ?? '');
  dialog.showModal();
}

document.addEventListener('click', (event) => {
  if (!(event.target instanceof Element)) return;
  const target = /** @type {HTMLElement | null} */ (event.target.closest('button, a, dialog'));
  if (target?.dataset.copy) copy(target);
  else if (target?.id === 'clear') fetch('/clear', { method: 'POST' }).catch(() => {});
  else if (target?.closest('dialog')) target.closest('dialog')?.close();
  else if (target?.matches('.picture') && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    enlarge(target);
  }
});

byId('filter').addEventListener('input', filter);
byId('tools').hidden = false;
listen();
