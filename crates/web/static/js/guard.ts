// Who leaves a page with something typed and not sent is asked first.

const TYPED = 'textarea, input:not([type]), input:is([type=text], [type=email], [type=tel], [type=number], [type=date], [type=url])';
const begun = new Set<HTMLFormElement>();

document.addEventListener('input', (event) => {
  const field = event.target as HTMLInputElement;
  if (field.form?.method === 'post' && field.matches(TYPED) && field.closest('main, dialog')) begun.add(field.form);
});
document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  // Who throws a draft away means all of it.
  if (form.getAttribute('action')?.endsWith('/discard')) begun.clear();
  begun.delete(form);
});
// A form that a script sends says so itself.
document.addEventListener('ortak:sent', (event) => begun.delete(event.target as HTMLFormElement));

window.addEventListener('beforeunload', (event) => {
  if (![...begun].some((form) => form.isConnected)) return;
  event.preventDefault();
  // Whoever stays may send again what was on its way (see app.ts).
  document.querySelectorAll<HTMLFormElement>('form[data-sent]').forEach((form) => delete form.dataset.sent);
});
