// Menus close when the reader looks elsewhere; the navigation slides in on phones.

document.addEventListener('click', (event) => {
  const target = event.target as Element;
  document.querySelectorAll<HTMLDetailsElement>('details.menu[open]').forEach((menu) => {
    if (!menu.contains(target)) menu.open = false;
  });
  const side = document.getElementById('navigation');
  if (!side) return;
  if (target.closest('[data-toggle-nav]')) {
    event.preventDefault();
    side.classList.toggle('open');
    if (side.classList.contains('open')) side.querySelector<HTMLElement>('a')?.focus();
  } else if (!side.contains(target)) {
    side.classList.remove('open');
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  document.querySelectorAll<HTMLDetailsElement>('details.menu[open]').forEach((menu) => {
    menu.open = false;
    menu.querySelector<HTMLElement>('summary')?.focus();
  });
  document.getElementById('navigation')?.classList.remove('open');
});

// On phones, lists of tabs are wider than the page: the one that the reader is on is in view.
document.querySelectorAll<HTMLElement>('.subnav, .tabs').forEach((list) => {
  const current = list.querySelector<HTMLElement>('[aria-current]');
  if (current && list.scrollWidth > list.clientWidth) {
    list.scrollLeft += current.getBoundingClientRect().left - list.getBoundingClientRect().left - 16;
  }
});
