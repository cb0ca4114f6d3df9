// Links with `data-in-place` open the form of their page in the element that they name. Without scripts they lead to the page.

import { refresh } from './live';

/** Where the form goes. A live page may have replaced it since it was looked for last. */
const placeOf = (link: HTMLAnchorElement): HTMLElement | null => document.getElementById(link.dataset.inPlace ?? '');

/** The link as it stands in the page now. */
function now(link: HTMLAnchorElement): HTMLElement | null {
  return link.isConnected ? link : document.querySelector<HTMLElement>(`a[data-in-place="${CSS.escape(link.dataset.inPlace ?? '')}"]`);
}

async function open(link: HTMLAnchorElement): Promise<void> {
  const response = await fetch(link.href, { headers: { accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const form = page.querySelector<HTMLFormElement>('[data-dialog-content] form');
  const place = placeOf(link);
  if (!response.ok || !form || !place) {
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
    now(link)?.focus();
    // What others did meanwhile was held back here.
    refresh(place).catch(() => location.reload());
  });
  form.querySelector<HTMLElement>('input:not([type=hidden]), textarea, select')?.focus();
}

document.addEventListener('click', (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-in-place]');
  if (!link || !placeOf(link) || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  open(link).catch(() => location.assign(link.href));
});
