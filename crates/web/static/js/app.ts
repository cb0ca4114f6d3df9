// What makes the pages quicker. Nothing here is needed: every page works without.
import 'htmx.org';
import './board';
import './combobox';
import './copy';
import './dialog';
import './find';
import './guard';
import './keys';
import './live';
import './navigation';
import './passkey';
import './place';
import './preview';
import './rows';
import './select';

document.documentElement.classList.replace('no-js', 'js');

// A form that is being sent is not sent twice.
document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  // What is downloaded leaves the page as it is, and may be asked for again.
  if (form.method !== 'post' || event.defaultPrevented || event.submitter?.matches('[data-download]')) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = 'yes';
  // Coming back by the browser's button, the form may be sent again.
  window.addEventListener('pageshow', () => delete form.dataset.sent, { once: true });
});

// Errors come first in the order of focus, then the field that a page is opened for.
const errors = document.querySelector<HTMLElement>('[data-focus]');
(errors ?? document.querySelector<HTMLElement>('[data-begin] .input'))?.focus();

// The secret of the session goes along with what htmx sends.
document.addEventListener('htmx:configRequest', (event) => {
  const { headers } = (event as CustomEvent).detail;
  const csrf = document.querySelector<HTMLMetaElement>('meta[name="csrf"]');
  if (csrf) headers['x-csrf'] = csrf.content;
});
