// A click anywhere in a row opens its deal; J and K move through the rows (see keys.ts).

export const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-row-link]')];

export const link = (row: HTMLElement): HTMLAnchorElement | null => row.querySelector('.deal-cell a');

document.addEventListener('click', (event) => {
  const target = event.target as Element;
  const row = target.closest<HTMLElement>('[data-row-link]');
  if (!row || target.closest('a, button, input, label, form') || getSelection()?.toString()) return;
  const to = link(row);
  if (!to) return;
  if (event.ctrlKey || event.metaKey) window.open(to.href);
  else location.assign(to.href);
});

export function move(step: number): void {
  const all = rows();
  const now = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.max(0, Math.min(all.length - 1, now < 0 ? (step > 0 ? 0 : all.length - 1) : now + step))];
  if (!next) return;
  link(next)?.focus();
  next.scrollIntoView({ block: 'nearest' });
}
