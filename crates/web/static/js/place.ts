// Links with `data-in-place` open the form of their page in the element that they name. Without scripts they lead to the page.

async function open(link: HTMLAnchorElement, place: HTMLElement): Promise<void> {
  const response = await fetch(link.href, { headers: { accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const form = page.querySelector<HTMLFormElement>('[data-dialog-content] form');
  if (!response.ok || !form) {
    location.assign(link.href);
    return;
  }
  if (place.querySelector('form')) return;
  const before = [...place.childNodes];
  // What is typed here is not replaced by what others do (see live.ts).
  form.dataset.holds = 'yes';
  place.replaceChildren(form);
  form.querySelector('.form-foot a')?.addEventListener('click', (event) => {
    event.preventDefault();
    place.replaceChildren(...before);
    link.focus();
  });
  form.querySelector<HTMLElement>('input:not([type=hidden]), textarea, select')?.focus();
}

document.addEventListener('click', (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-in-place]');
  const place = document.getElementById(link?.dataset.inPlace ?? '');
  if (!link || !place || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  open(link, place).catch(() => location.assign(link.href));
});
