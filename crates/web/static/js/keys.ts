// Keyboard shortcuts and the command palette. Single keys are off where the reader has switched them off, and while
// something is being typed.
import { step, toggle } from './preview';
import { focused } from './rows';

const single = document.documentElement.dataset.shortcuts !== 'off';
const GO: Record<string, string> = {
  h: '/',
  i: '/deals/inbound',
  o: '/deals/outbound',
  f: '/deals/favourites',
  b: '/deals/board',
};
let going = 0;

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** The key without its case; where Turkish is typed, I is the letter ı and its capital, and İ that of i. */
const letter = (key: string): string => (/^[ıİ]$/.test(key) ? 'i' : key.length === 1 ? key.toLowerCase() : key);

const press = (selector: string): boolean => {
  const found = document.querySelector<HTMLElement>(selector);
  found?.click();
  return found !== null;
};

function star(): boolean {
  const button = (focused() ?? document.querySelector('.deal-title'))?.querySelector<HTMLButtonElement>('.star');
  button?.click();
  return Boolean(button);
}

document.addEventListener('keydown', (event) => {
  if (event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    palette();
    return;
  }
  if (!single || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector('dialog[open]')) return;
  const key = letter(event.key);
  if (going && Date.now() - going < 1500 && GO[key]) {
    going = 0;
    event.preventDefault();
    location.assign(GO[key]);
    return;
  }
  going = 0;
  const done = ((): boolean => {
    switch (key) {
      case '/': {
        const search = document.querySelector<HTMLInputElement>('[data-shortcut-search]');
        search?.focus();
        return search !== null;
      }
      case 'g':
        going = Date.now();
        return true;
      case 'j':
        step(1);
        return true;
      case 'k':
        step(-1);
        return true;
      case ' ':
        // On anything else it presses, ticks or scrolls.
        return document.activeElement?.matches('[data-row-link] .deal-cell a') === true && toggle();
      case 'p':
        return toggle();
      case 's':
        return star();
      case '?':
        return press('[data-open="shortcuts"]');
      case 'c':
      case 'a':
      case 'd':
      case 'e':
        return press(`[data-shortcut="${key}"]`);
      default:
        return false;
    }
  })();
  if (done) event.preventDefault();
});

/** A dialog over everything that can be opened from here: pages, actions of this page, and deals as they are found. */
function palette(): void {
  if (document.querySelector('dialog.palette')) return;
  const words = document.querySelector<HTMLElement>('[data-palette]')?.dataset ?? {};
  const dialog = document.createElement('dialog');
  dialog.className = 'palette';
  dialog.setAttribute('aria-label', words.palette ?? '');
  const input = document.createElement('input');
  input.type = 'text';
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-expanded', 'true');
  input.setAttribute('aria-controls', 'palette-list');
  input.setAttribute('aria-label', words.palette ?? '');
  input.placeholder = words.palette ?? '';
  const list = document.createElement('ul');
  list.id = 'palette-list';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', words.palette ?? '');
  const none = document.createElement('p');
  none.setAttribute('role', 'status');
  dialog.append(input, list, none);
  document.body.append(dialog);

  /** What a link says, without counts and without what it says twice. */
  const said = (link: HTMLElement): string => {
    const copy = link.cloneNode(true) as HTMLElement;
    copy.querySelectorAll('.count, .visually-hidden, [data-live], [hidden]').forEach((part) => part.remove());
    return (copy.textContent ?? '').replace(/\s+/g, ' ').trim();
  };
  const pages = [...document.querySelectorAll<HTMLAnchorElement>('.side li a, .top a.button, .actions a, .tabs a, .menu-body a')]
    .filter((link) => link.href)
    .map((link) => ({ link, label: said(link) }))
    .filter(({ label }) => label);
  let found: HTMLLIElement[] = [];
  let current = 0;
  const mark = (): void => {
    found.forEach((item, i) => item.firstElementChild?.setAttribute('aria-selected', String(i === current)));
    const chosen = found[current]?.firstElementChild;
    if (chosen) input.setAttribute('aria-activedescendant', chosen.id);
    else input.removeAttribute('aria-activedescendant');
    chosen?.scrollIntoView({ block: 'nearest' });
  };
  const add = (label: string, href: string, note: string, go?: () => void): void => {
    const item = document.createElement('li');
    item.setAttribute('role', 'presentation');
    const link = document.createElement('a');
    link.href = href;
    link.id = `palette-${found.length}`;
    link.setAttribute('role', 'option');
    link.append(label);
    const small = document.createElement('small');
    small.textContent = note;
    link.append(small);
    if (go) {
      link.addEventListener('click', (event) => {
        event.preventDefault();
        dialog.close();
        go();
      });
    }
    item.append(link);
    list.append(item);
    found.push(item);
  };
  const fold = (text: string): string => text.toLocaleLowerCase(document.documentElement.lang).normalize('NFD').replace(/\p{M}/gu, '');
  const say = (): void => {
    none.textContent = found.length > 0 ? '' : (words.paletteNone ?? '');
  };
  let asked = 0;
  const show = async (): Promise<void> => {
    const turn = ++asked;
    list.replaceChildren();
    none.textContent = '';
    found = [];
    current = 0;
    const typed = fold(input.value.trim());
    for (const { link, label } of pages) {
      if (fold(label).includes(typed)) add(label, link.href, '', link.hasAttribute('data-dialog') ? () => link.click() : undefined);
      if (found.length >= 8) break;
    }
    mark();
    if (typed.length < 2 || !document.querySelector('[data-shortcut-search]')) return say();
    await new Promise((wait) => setTimeout(wait, 150));
    if (turn !== asked) return;
    const response = await fetch(`/search?q=${encodeURIComponent(input.value.trim())}`, { headers: { accept: 'text/html' } });
    if (!response.ok || turn !== asked) return;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    page.querySelectorAll<HTMLElement>('[data-row-link]').forEach((row, i) => {
      const link = row.querySelector<HTMLAnchorElement>('.deal-cell a');
      if (link && i < 8) add(link.textContent ?? '', link.getAttribute('href') ?? '/', row.querySelector('.second')?.textContent ?? '');
    });
    mark();
    say();
  };
  input.addEventListener('input', () => void show());
  input.addEventListener('keydown', (event) => {
    // Of what is being composed, Enter and arrows choose letters.
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      current = (current + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % Math.max(1, found.length);
      mark();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const chosen = found[current]?.querySelector('a');
      if (chosen) chosen.click();
      else location.assign(`/search?q=${encodeURIComponent(input.value.trim())}`);
    }
  });
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  dialog.showModal();
  void show();
}
