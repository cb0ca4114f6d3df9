// Buttons with `data-copy` copy the address of a page. They are there only where browsers let pages copy.

function show(): void {
  if (!navigator.clipboard) return;
  document.querySelectorAll('[data-copy][hidden]').forEach((button) => button.removeAttribute('hidden'));
}

show();
document.addEventListener('ortak:refreshed', show);

document.addEventListener('click', (event) => {
  const button = (event.target as Element).closest<HTMLElement>('[data-copy]');
  const text = button?.querySelector('span');
  if (!button || !text) return;
  const usual = text.textContent;
  void navigator.clipboard.writeText(new URL(button.dataset.copy ?? '', location.origin).href).then(() => {
    if (text.textContent === button.dataset.copied) return;
    text.textContent = button.dataset.copied ?? '';
    window.setTimeout(() => (text.textContent = usual), 2500);
  });
});
