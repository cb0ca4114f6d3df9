// Ticking many rows: the bar with what can be done to them shows only when some are ticked.

const bulk = (): HTMLElement | null => document.querySelector('[data-bulk]');
const boxes = (): HTMLInputElement[] => [...document.querySelectorAll<HTMLInputElement>('[data-select]')];

function show(): void {
  const bar = bulk();
  if (!bar) return;
  const ticked = boxes().filter((box) => box.checked).length;
  bar.classList.toggle('some', ticked > 0);
  const label = bar.querySelector<HTMLElement>('[data-selected]');
  if (label) label.textContent = `${label.dataset.text ?? ''}: ${ticked}`;
  const all = document.querySelector<HTMLInputElement>('[data-select-all]');
  if (all) {
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && ticked < boxes().length;
  }
}

document.addEventListener('change', (event) => {
  const box = event.target as HTMLInputElement;
  if (box.matches('[data-select-all]')) boxes().forEach((other) => (other.checked = box.checked));
  if (box.matches('[data-select-all], [data-select]')) show();
});
show();
