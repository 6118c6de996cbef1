// @ts-check

// Keeps the page, which comes complete from the server, at the server's state.

import { patch, setText } from './patch.mjs';
import { view } from './view.mjs';

/** @typedef {import('../state.js').State} State */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {State | undefined} */
let state;

function show() {
  if (!state) return;
  const filter = /** @type {HTMLInputElement} */ (byId('filter')).value;
  const { title, icon, status, main } = view(state, {
    url: location.origin,
    now: Date.now(),
    live: true,
    filter,
  });
  document.title = title;
  if (byId('icon').getAttribute('href') !== icon) byId('icon').setAttribute('href', icon);
  // The same words again would be read out again.
  setText(byId('status'), `Live: ${status}`);
  patch(byId('main'), main);
}

function listen() {
  const events = new EventSource('/events');
  events.onmessage = ({ data }) => {
    state = JSON.parse(data);
    show();
  };
  events.onerror = () => {
    setText(byId('status'), 'The server is not reachable. Trying again…');
    document.title = 'not reachable · Local Eyes server';
    state = undefined;
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

byId('filter').addEventListener('input', show);
byId('tools').hidden = false;
// Times go on.
setInterval(show, 1000);
listen();
