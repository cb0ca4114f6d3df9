// A deal at a glance beside its list. The link of a row leads to the same as a page of its own.
import { focused, link, move } from './rows';

const panel = document.querySelector<HTMLElement>('[data-panel]');
/** The deal that is shown, by id: rows are replaced when something changes. */
let shown: string | undefined;
let asked: AbortController | undefined;

const rowOf = (id: string | undefined): HTMLElement | undefined =>
  (id && document.querySelector<HTMLElement>(`[data-row-link][data-id="${CSS.escape(id)}"]`)) || undefined;

function mark(): void {
  document.querySelectorAll('[data-row-link].current').forEach((row) => row.classList.remove('current'));
  rowOf(shown)?.classList.add('current');
}

async function fill(row: HTMLElement, withFocus: boolean): Promise<void> {
  const to = row.querySelector<HTMLAnchorElement>('[data-preview]');
  if (!panel || !to) return;
  shown = row.dataset.id;
  mark();
  asked?.abort();
  asked = new AbortController();
  const response = await fetch(to.href, { headers: { accept: 'text/html' }, signal: asked.signal });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const content = page.querySelector('[data-preview-content]');
  if (!response.ok || !content) {
    location.assign(to.href);
    return;
  }
  panel.replaceChildren(content);
  panel.hidden = false;
  if (withFocus) panel.querySelector<HTMLElement>('h2')?.focus();
  else row.scrollIntoView({ block: 'nearest' });
}

function open(row: HTMLElement, withFocus = true): void {
  fill(row, withFocus).catch((error: unknown) => {
    if (!(error instanceof DOMException && error.name === 'AbortError')) location.assign(link(row)?.href ?? location.href);
  });
}

function close(): boolean {
  if (!panel || panel.hidden) return false;
  asked?.abort();
  const row = rowOf(shown);
  panel.hidden = true;
  panel.replaceChildren();
  shown = undefined;
  mark();
  if (row) link(row)?.focus();
  return true;
}

/** Shows the row that has the focus, or closes what it shows. */
export function toggle(): boolean {
  const row = focused();
  if (!panel || !row) return close();
  if (!panel.hidden && row.dataset.id === shown) return close();
  open(row);
  return true;
}

/** J and K: from the previewed row when the focus is beside the list; the preview follows. */
export function step(by: number): void {
  const beside = panel !== null && !panel.hidden;
  const next = move(by, focused() ?? (beside ? rowOf(shown) : undefined));
  if (beside && next && next.dataset.id !== shown) open(next, false);
}

if (panel) {
  document.addEventListener('click', (event) => {
    const target = event.target as Element;
    if (target.closest('[data-close-panel]')) close();
    const to = target.closest<HTMLAnchorElement>('a[data-preview]');
    const row = to?.closest<HTMLElement>('[data-row-link]');
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    if (row.dataset.id === shown) close();
    else open(row);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open], details.menu[open]')) close();
  });
  document.addEventListener('ortak:refreshed', mark);
}
