// Links with `data-dialog` show the form of their page in a dialog. Without scripts they lead to the page.

let opening = false;

/** Shows the form of a page; the focus comes back to where it was opened from. One is enough, however often it is asked for. */
export async function openDialog(href: string, from: HTMLElement): Promise<void> {
  if (opening) return;
  opening = true;
  try {
    await show(href, from);
  } finally {
    opening = false;
  }
}

async function show(href: string, from: HTMLElement): Promise<void> {
  const response = await fetch(href, { headers: { accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const content = page.querySelector('[data-dialog-content]');
  if (!response.ok || !content) {
    location.assign(href);
    return;
  }
  const dialog = document.createElement('dialog');
  const heading = content.querySelector('h1');
  if (heading) {
    heading.id = 'dialog-heading';
    dialog.setAttribute('aria-labelledby', heading.id);
  }
  const body = document.createElement('div');
  body.className = 'dialog-body';
  const cards = content.querySelectorAll('.card-body');
  body.append(...((cards.length === 1 && cards[0]) || content).childNodes);
  dialog.append(body);
  document.body.append(dialog);
  dialog.addEventListener('close', () => {
    dialog.remove();
    // A live page may have replaced where it was opened from.
    const again = from.isConnected ? from : document.querySelector<HTMLElement>(`a[href="${CSS.escape(from.getAttribute('href') ?? '')}"]`);
    (again ?? document.getElementById('main'))?.focus();
  });
  dialog.querySelectorAll('[data-close]').forEach((close) =>
    close.addEventListener('click', (event) => {
      event.preventDefault();
      dialog.close();
    }),
  );
  dialog.showModal();
  dialog.querySelector<HTMLElement>('input:not([type=hidden]), textarea, select, [data-close]')?.focus();
}

document.addEventListener('click', (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-dialog]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  openDialog(link.href, link).catch(() => location.assign(link.href));
});
