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

// What the older batches were opened for: whoever folds them again wants them folded.
let openedFor = '';

function filter() {
  const wanted = /** @type {HTMLInputElement} */ (byId('filter')).value.trim().toLowerCase();
  const articles = [...document.querySelectorAll('article')];
  for (const article of articles) {
    article.hidden = !(article.textContent ?? '').toLowerCase().includes(wanted);
  }
  const isFound = wanted === '' || articles.some((article) => !article.hidden);
  setText(byId('found'), isFound ? '' : 'No batch matches');
  const older = document.getElementById('older');
  if (wanted !== '' && wanted !== openedFor) older?.setAttribute('open', '');
  openedFor = older ? wanted : '';
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

/** @param {string} command */
async function copy(command) {
  try {
    // There is no clipboard where the page comes by plain HTTP from another machine.
    await navigator.clipboard.writeText(command);
    tell('Copied');
  } catch {
    tell(`Not copied; it is ${command}`);
  }
}

/** Has a text read out, the same as before, too: only a change is. @param {string} text */
function tell(text) {
  setText(byId('told'), '');
  setTimeout(() => setText(byId('told'), text), 100);
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
  if (target?.dataset.copy) copy(target.dataset.copy);
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
