// Menus close when the reader looks elsewhere; the navigation slides in on phones, and elsewhere is made narrow and wide.

const toggle = document.querySelector('[data-toggle-nav]');

/** On phones: slides the navigation in or out. */
function slide(side: HTMLElement, open: boolean): void {
  side.classList.toggle('open', open);
  toggle?.setAttribute('aria-expanded', String(open));
}

toggle?.setAttribute('role', 'button');
toggle?.setAttribute('aria-expanded', 'false');

// The server remembers it; the page need not come again for that.
document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  const pressed = event.submitter as HTMLButtonElement | null;
  if (!form.matches('[data-fold-nav]') || !pressed) return;
  event.preventDefault();
  const body = new URLSearchParams([...new FormData(form, pressed)].map(([name, value]) => [name, String(value)]));
  document.documentElement.dataset.navigation = pressed.value;
  form.querySelector<HTMLElement>(pressed.value === 'narrow' ? '.unfold' : '.fold')?.focus();
  // Who goes on to another page at once finds it there too.
  form.ariaBusy = 'true';
  void fetch(form.action, { method: 'POST', body, redirect: 'manual', keepalive: true }).finally(() => (form.ariaBusy = null));
});

document.addEventListener('click', (event) => {
  const target = event.target as Element;
  document.querySelectorAll<HTMLDetailsElement>('details.menu[open]').forEach((menu) => {
    if (!menu.contains(target)) menu.open = false;
  });
  const side = document.getElementById('navigation');
  if (!side) return;
  if (target.closest('[data-toggle-nav]')) {
    event.preventDefault();
    slide(side, !side.classList.contains('open'));
    if (side.classList.contains('open')) side.querySelector<HTMLElement>('a')?.focus();
  } else if (!side.contains(target)) {
    slide(side, false);
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  document.querySelectorAll<HTMLDetailsElement>('details.menu[open]').forEach((menu) => {
    menu.open = false;
    menu.querySelector<HTMLElement>('summary')?.focus();
  });
  const side = document.getElementById('navigation');
  if (!side?.classList.contains('open')) return;
  slide(side, false);
  (toggle as HTMLElement | null)?.focus();
});

// On phones, lists of tabs are wider than the page: the one that the reader is on is in view.
document.querySelectorAll<HTMLElement>('.subnav, .tabs').forEach((list) => {
  const current = list.querySelector<HTMLElement>('[aria-current]');
  if (current && list.scrollWidth > list.clientWidth) {
    list.scrollLeft += current.getBoundingClientRect().left - list.getBoundingClientRect().left - 16;
  }
});
