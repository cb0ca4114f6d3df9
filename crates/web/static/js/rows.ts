// A click anywhere in a row opens its deal; J and K move through the rows (see keys.ts). Whoever comes back finds the
// row that they left by.

const LIST = 'ortak-list';

export const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-row-link]')];

export const link = (row: HTMLElement): HTMLAnchorElement | null => row.querySelector('.deal-cell a');

export const focused = (): HTMLElement | undefined => rows().find((row) => row.contains(document.activeElement));

document.addEventListener('click', (event) => {
  const target = event.target as Element;
  const row = target.closest<HTMLElement>('[data-row-link]');
  if (!row || target.closest('a, button, input, label, form') || getSelection()?.toString()) return;
  const to = link(row);
  if (!to) return;
  if (event.ctrlKey || event.metaKey) window.open(to.href);
  else to.click();
});

// Kept with the place in the browser's history, so that each list of each window knows its own.
document.addEventListener('click', (event) => {
  const to = (event.target as Element).closest<HTMLElement>('a[href^="/deals/"]');
  const id = to?.dataset.opens ?? to?.closest<HTMLElement>('[data-list] [data-id]')?.dataset.id;
  if (!to || !id) return;
  history.replaceState({ ...history.state, row: id }, '');
  sessionStorage.setItem(LIST, location.pathname + location.search);
});

export function show(place: HTMLElement): void {
  const at = place.matches('[data-movable]') ? place : (link(place) ?? place.querySelector('a'));
  at?.focus({ preventScroll: true });
  place.scrollIntoView({ block: 'nearest' });
}

window.addEventListener('pageshow', () => {
  const named = /^#deal-([\w-]+)$/.exec(location.hash)?.[1];
  const row = document.getElementById(`deal-${history.state?.row ?? named}`);
  if (!row?.closest('[data-list]')) return;
  show(row);
  // Only whoever comes back is brought there.
  history.replaceState({ ...history.state, row: undefined }, '');
});

const back = document.querySelector<HTMLAnchorElement>('a[data-back-to-list]');
const list = sessionStorage.getItem(LIST);
if (back && list) back.href = list + back.hash;

export function move(step: number, from = focused()): HTMLElement | undefined {
  const all = rows();
  const now = from ? all.indexOf(from) : -1;
  const next = all[Math.max(0, Math.min(all.length - 1, now < 0 ? (step > 0 ? 0 : all.length - 1) : now + step))];
  if (!next) return;
  link(next)?.focus();
  next.scrollIntoView({ block: 'nearest' });
  return next;
}
