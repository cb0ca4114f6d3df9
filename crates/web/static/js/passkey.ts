// Passkeys: a form asks for options, the browser asks its authenticator, and the form carries the answer.

const csrf = () => document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ?? "";

async function options(form: HTMLFormElement, from: string): Promise<unknown> {
  const answer = await fetch(from, { method: "POST", headers: { "x-csrf": csrf() } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

async function made(form: HTMLFormElement): Promise<Credential | null> {
  const { passkeyCreate, passkeyGet } = form.dataset;
  if (passkeyCreate) {
    const given = (await options(form, passkeyCreate)) as PublicKeyCredentialCreationOptionsJSON;
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(given) });
  }
  const given = (await options(form, passkeyGet ?? "")) as PublicKeyCredentialRequestOptionsJSON;
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(given) });
}

const known = window.PublicKeyCredential && "parseCreationOptionsFromJSON" in PublicKeyCredential;
for (const form of document.querySelectorAll<HTMLFormElement>("[data-passkey-create], [data-passkey-get]")) {
  if (!known) break;
  form.hidden = false;
  for (const none of document.querySelectorAll<HTMLElement>("[data-passkey-none]")) none.hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = form.querySelector<HTMLElement>("[data-passkey-problem]");
    if (problem) problem.hidden = true;
    try {
      const credential = (await made(form)) as PublicKeyCredential | null;
      const field = form.querySelector<HTMLInputElement>('[name="passkey"]');
      if (!credential || !field) return;
      field.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      // Cancelled, timed out, or not this site's.
      if (problem) problem.hidden = false;
    }
  });
}
