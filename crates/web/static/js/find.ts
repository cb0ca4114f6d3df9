// Solutions are looked for as one types. The form is asked without saving it; the button does the same without scripts.

const PAUSE = 250;
const PARTS = ['[data-chosen]', '[data-offers]'];

let timer = 0;
let asked: AbortController | undefined;

const ticks = (form: HTMLFormElement): string =>
  [...form.querySelectorAll<HTMLInputElement>('[data-chosen] input, [data-offers] input')].map((box) => `${box.value}=${box.checked}`).join();

async function find(field: HTMLInputElement, form: HTMLFormElement): Promise<void> {
  asked?.abort();
  asked = new AbortController();
  const before = ticks(form);
  const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  body.set('go', 'find');
  const response = await fetch(form.action, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', 'hx-request': 'true' },
    body,
    signal: asked.signal,
  });
  if (!response.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  // Something was ticked meanwhile: what was asked doesn't know of it.
  if (ticks(form) !== before) return find(field, form);
  const active = document.activeElement as HTMLInputElement | null;
  for (const part of PARTS) {
    const [old, next] = [form.querySelector(part), page.querySelector(part)];
    if (old && next && old.innerHTML !== next.innerHTML) old.replaceChildren(...next.childNodes);
  }
  if (active && !active.isConnected) {
    form.querySelector<HTMLElement>(`input[value="${CSS.escape(active.value)}"]`)?.focus({ preventScroll: true });
  }
}

document.addEventListener('input', (event) => {
  const field = event.target as HTMLInputElement;
  const { form } = field;
  if (!form || !field.matches('[data-find]')) return;
  window.clearTimeout(timer);
  timer = window.setTimeout(() => void find(field, form).catch(() => undefined), PAUSE);
});
