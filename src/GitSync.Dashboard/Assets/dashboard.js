// Live updates, keys and local times. Pages are whole without it.
'use strict';

const badge = () => document.getElementById('live');
const local = () => document.documentElement.dataset.times === 'local';

// ---- Times in the reader's own zone, where they want that.
function showLocalTimes(root) {
  if (!local()) {
    return;
  }
  for (const time of root.querySelectorAll('time[data-exact]')) {
    const at = new Date(time.dateTime);
    const pad = (number, length = 2) => String(number).padStart(length, '0');
    const offset = -at.getTimezoneOffset();
    const zone = `${offset < 0 ? '−' : '+'}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`;
    time.textContent = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}${at.getMilliseconds() ? '.' + pad(at.getMilliseconds(), 3) : ''} ${zone}`;
  }
}

// ---- Live updates: the stream says that something changed, and the page loads itself again.
const live = { source: null, isPaused: false, isLoading: false, isDirty: false, retry: null, since: new Date() };

function say(state, text) {
  badge().dataset.state = state;
  badge().textContent = text;
  badge().title = live.isPaused ? 'Let live updates go on (p)' : 'Pause live updates (p)';
}

function clock(date) {
  return date.toLocaleTimeString('en-GB', { timeZone: local() ? undefined : 'UTC' });
}

function isBusy() {
  // Nothing is taken from under somebody's hands: text being written, a list being chosen from, ticked rows.
  const active = document.activeElement;
  return (active && active.closest('form') && active.matches('input:not([type=checkbox]), select, textarea')) || getSelection().toString() !== '';
}

async function reload() {
  if (live.isPaused || document.hidden || isBusy()) {
    live.isDirty = true;
    return;
  }
  if (live.isLoading) {
    live.isDirty = true;
    return;
  }
  live.isLoading = true;
  live.isDirty = false;
  try {
    const answer = await fetch(location.href, { headers: { 'X-GitSync-Live': '1' }, redirect: 'manual' });
    if (!answer.ok) {
      say('stale', `stale since ${clock(live.since)}`);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const next = page.querySelector('main');
    showLocalTimes(page);
    Idiomorph.morph(document.querySelector('main'), next, {
      // Idiomorph leaves all that is in an active element alone; main and what scrolls can be active, too.
      ignoreActiveValue: document.activeElement.matches('input, select, textarea'),
      callbacks: { beforeNodeMorphed: (old, fresh) => keep(old, fresh) },
    });
    announce(page);
    const made = page.querySelector('.made time');
    document.querySelector('.made time').replaceWith(made);
    live.since = new Date();
    say('live', 'live');
  } catch {
    say('stale', `stale since ${clock(live.since)}`);
  } finally {
    live.isLoading = false;
  }
}

// Only what changed is said, and only where a page has something to say.
function announce(page) {
  const before = document.body.dataset.summary;
  const now = page.querySelector('[data-summary]')?.dataset.summary;
  document.body.dataset.summary = now ?? '';
  if (now && before && now !== before) {
    document.getElementById('announcement').textContent = now;
  }
}

function keep(old, fresh) {
  if (old.nodeType === Node.ELEMENT_NODE) {
    if (old.matches('input[type=checkbox]') && old.checked) {
      fresh.setAttribute('checked', '');
    }
    if (old.matches('[data-all]')) {
      return false;
    }
    if (old.matches('details[open]')) {
      fresh.setAttribute('open', '');
    }
    if (old.classList.contains('current')) {
      fresh.classList.add('current');
    }
    if (old.matches('select') && [...old.options].some(option => option.selected !== option.defaultSelected)) {
      return false;
    }
    if (old.matches('input:not([type=checkbox]):not([type=hidden]), textarea') && old.value !== old.defaultValue) {
      return false;
    }
  }
  return true;
}

function connect() {
  clearTimeout(live.retry);
  if (live.source || live.isPaused || document.hidden || document.querySelector('[data-still]')) {
    return;
  }
  live.source = new EventSource(document.body.dataset.live);
  live.source.addEventListener('open', () => {
    say('live', 'live');
    if (live.isDirty) {
      reload();
    }
  });
  live.source.addEventListener('changed', reload);
  live.source.onerror = () => {
    if (live.source.readyState === EventSource.CLOSED) {
      // The host has enough open streams, or is away: the page looks itself now and then.
      live.source = null;
      live.retry = setTimeout(() => {
        reload();
        connect();
      }, 15000);
    }
    say('stale', `stale since ${clock(live.since)}`);
  };
}

function disconnect() {
  clearTimeout(live.retry);
  if (live.source) {
    live.source.close();
    live.source = null;
  }
}

function togglePause() {
  live.isPaused = !live.isPaused;
  if (live.isPaused) {
    disconnect();
    say('paused', `paused since ${clock(new Date())}`);
  } else {
    live.isDirty = true;
    say('still', 'as loaded');
    connect();
  }
  document.getElementById('announcement').textContent = live.isPaused ? 'Live updates are paused.' : 'Live updates go on.';
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    disconnect();
  } else {
    live.isDirty = true;
    connect();
  }
});
addEventListener('pagehide', disconnect);

// ---- Keys.
let isGoing = false;

function rows() {
  return [...document.querySelectorAll('[data-list] tbody tr')];
}

function step(by) {
  const all = rows();
  if (all.length === 0) {
    return;
  }
  const at = all.findIndex(row => row.classList.contains('current'));
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  all.forEach(row => row.classList.toggle('current', row === next));
  next.querySelector('a').focus();
}

function tick() {
  const box = rows().find(row => row.classList.contains('current'))?.querySelector('input[type=checkbox]');
  if (box) {
    box.checked = !box.checked;
  }
}

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input:not([type=checkbox]), select, textarea')) {
    return;
  }
  if (isGoing) {
    isGoing = false;
    const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (link) {
      event.preventDefault();
      link.click();
    }
    return;
  }
  const acts = { j: () => step(1), k: () => step(-1), x: tick, p: togglePause, g: () => { isGoing = true; } };
  const marked = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (Object.hasOwn(acts, event.key)) {
    event.preventDefault();
    acts[event.key]();
  } else if (marked) {
    event.preventDefault();
    if (marked.matches('a')) {
      marked.click();
    } else {
      marked.focus();
    }
  }
});

// ---- Ticking all rows of a page at once.
document.addEventListener('change', event => {
  if (event.target.matches('[data-all]')) {
    for (const box of document.querySelectorAll('[data-list] tbody input[type=checkbox]')) {
      box.checked = event.target.checked;
    }
  }
});
document.querySelector('[data-all]')?.removeAttribute('hidden');

document.body.dataset.summary = document.querySelector('[data-summary]')?.dataset.summary ?? '';
badge().disabled = false;
badge().addEventListener('click', togglePause);
showLocalTimes(document);
connect();
