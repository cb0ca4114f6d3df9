// Follows what others do: the server tells that something changed (server-sent events), and the parts of the page that
// are marked `data-refresh` are fetched again. Nothing is touched where the reader is typing.

import htmx from 'htmx.org';

const parts = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-refresh]')];
const live = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-live]')];

/** Whether replacing it would take something from the reader. */
function busy(part: Element): boolean {
  const typing = part.contains(document.activeElement) && document.activeElement?.matches('input, textarea, select') === true;
  const begun = typing || part.querySelector('[data-select]:checked, details.menu[open], [data-holds]') !== null;
  return begun || document.querySelector('dialog[open]') !== null || Boolean(getSelection()?.toString());
}

/** What has the focus within it, told by the row and the kind of thing: the thing itself is replaced. */
function place(part: Element): string | null {
  const active = document.activeElement;
  if (!active || !part.contains(active)) return null;
  const row = active.closest<HTMLElement>('[data-id]')?.dataset.id;
  const path = active.getAttribute('href');
  const itself = active.tagName.toLowerCase() + (path ? `[href="${CSS.escape(path)}"]` : active.className ? `.${CSS.escape(active.className)}` : '');
  return row ? `[data-id="${CSS.escape(row)}"] ${itself}` : itself;
}

let waiting = 0;
/** So long a hidden page keeps its connection: browsers allow few to one server, and tabs stay open all day. */
const AWAY = 10_000;

/** Fetches the marked parts again; the one that holds `wanted` even where the reader is busy with it. */
export async function refresh(wanted?: HTMLElement): Promise<void> {
  waiting = 0;
  const asked = performance.now();
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!response.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = [...page.querySelectorAll<HTMLElement>('[data-refresh]')];
  parts().forEach((part, i) => {
    const next = fresh[i];
    const free = !busy(part) || (wanted !== undefined && part.contains(wanted));
    if (next && free && part.innerHTML !== next.innerHTML) {
      const had = place(part);
      part.replaceChildren(...next.childNodes);
      htmx.process(part);
      if (had) part.querySelector<HTMLElement>(had)?.focus({ preventScroll: true });
    }
  });
  document.dispatchEvent(new CustomEvent('ortak:refreshed', { detail: { page, asked } }));
  live().forEach((count) => {
    const next = page.querySelector(`[data-live="${count.dataset.live}"]`);
    if (!next || !count.dataset.live) return;
    count.textContent = next.textContent;
    count.hidden = (next as HTMLElement).hidden;
    // The words of its link may tell the number too.
    const [link, told] = [count.closest('[aria-label]'), next.closest('[aria-label]')?.getAttribute('aria-label')];
    if (link?.matches('a') && told) link.setAttribute('aria-label', told);
  });
  const changed = document.querySelector<HTMLElement>('[data-version]');
  const now = page.querySelector<HTMLElement>('[data-version]');
  if (changed && now && changed.dataset.version !== now.dataset.version) {
    document.querySelector<HTMLElement>('[data-changed-notice]')?.removeAttribute('hidden');
  }
}

if (document.querySelector('[data-events]') && 'EventSource' in window) {
  let connected = false;
  let missed = false;
  const follow = (): EventSource => {
    const events = new EventSource('/events');
    events.addEventListener('change', () => {
      // Several changes at once are one look; hidden pages look when they are shown again.
      if (!waiting) waiting = window.setTimeout(() => void (document.hidden ? (waiting = 0, missed = true) : refresh()), 400);
    });
    // What happened while the connection was away nobody told.
    events.addEventListener('open', () => {
      if (connected) void refresh();
      connected = true;
    });
    return events;
  };
  let events: EventSource | undefined = document.hidden ? undefined : follow();
  let leaving = 0;
  const leave = (): void => {
    events?.close();
    events = undefined;
  };
  const come = (): void => {
    window.clearTimeout(leaving);
    if (events && !missed) return;
    missed = false;
    if (!events) {
      connected = false;
      events = follow();
    }
    void refresh();
  };
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) leaving = window.setTimeout(leave, AWAY);
    else come();
  });
  window.addEventListener('pagehide', leave);
  // Coming back, browsers show the page as it was left.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted && !document.hidden) come();
  });
}
