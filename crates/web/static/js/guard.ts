// Who leaves a page with something typed and not sent is asked first.

const TYPED = 'textarea, input:not([type]), input:is([type=text], [type=email], [type=tel], [type=number], [type=date], [type=url])';
const begun = new Set<HTMLFormElement>();

document.addEventListener('input', (event) => {
  const field = event.target as HTMLInputElement;
  if (field.form?.method === 'post' && field.matches(TYPED) && field.closest('main, dialog')) begun.add(field.form);
});
document.addEventListener('submit', (event) => begun.delete(event.target as HTMLFormElement));
// A form that a script sends says so itself.
document.addEventListener('ortak:sent', (event) => begun.delete(event.target as HTMLFormElement));

window.addEventListener('beforeunload', (event) => {
  if ([...begun].some((form) => form.isConnected)) event.preventDefault();
});
