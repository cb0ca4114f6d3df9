// Inputs with suggestions: the combobox of the ARIA 1.2 pattern (editable, list popup, manual selection). Whatever is
// chosen fills fields of the form or presses a button of it, so the page works alike without this.
const PAUSE = 200;
let count = 0;

function attach(input: HTMLInputElement): void {
  const list = document.createElement("div");
  const status = document.createElement("span");
  const id = `combo-${++count}`;
  list.id = id;
  list.className = "combo-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.comboboxLabel ?? "");
  list.hidden = true;
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  input.after(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", id);

  let timer = 0;
  let active = -1;
  let request: AbortController | undefined;
  const options = () => [...list.querySelectorAll<HTMLElement>('[role="option"]')];

  function close(): void {
    window.clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function activate(next: number): void {
    const all = options();
    active = all.length === 0 ? -1 : (next + all.length) % all.length;
    all.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    const option = all[active];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
  }

  function choose(option: HTMLElement): void {
    const form = input.form;
    close();
    if (!form) return;
    if (option.dataset.press) {
      const go = document.createElement("input");
      go.type = "hidden";
      go.name = "go";
      go.value = option.dataset.press;
      form.append(go);
      // Not requestSubmit: the form's first button would post its own answer beside this one.
      form.dispatchEvent(new Event("ortak:sent", { bubbles: true }));
      form.submit();
      return;
    }
    for (const [name, value] of JSON.parse(option.dataset.fill ?? "[]") as [string, string][]) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value;
    }
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  }

  async function look(): Promise<void> {
    const typed = input.value.trim();
    if (typed.length < 2) return close();
    request?.abort();
    request = new AbortController();
    const asked = new URLSearchParams({ q: typed });
    const beside = input.dataset.comboboxWith;
    const other = beside && input.form?.elements.namedItem(beside);
    if (beside && (other instanceof HTMLInputElement || other instanceof HTMLSelectElement)) asked.set(beside, other.value);
    try {
      const answer = await fetch(`${input.dataset.combobox}?${asked}`, { signal: request.signal, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return close();
      list.innerHTML = await answer.text();
    } catch {
      return;
    }
    const all = options();
    all.forEach((option, i) => {
      option.id = `${id}-${i}`;
      option.setAttribute("aria-selected", "false");
    });
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = all.length === 0;
    input.setAttribute("aria-expanded", String(all.length > 0));
    status.textContent = all.length > 0 ? `${input.dataset.comboboxLabel ?? ""}: ${all.length}` : (input.dataset.comboboxNone ?? "");
  }

  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void look(), PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    // Of what is being composed, Enter and arrows choose letters.
    if (event.isComposing) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return void look();
      activate(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && open && active >= 0) {
      event.preventDefault();
      const option = options()[active];
      if (option) choose(option);
    } else if (event.key === "Tab") {
      close();
    }
  });
  input.addEventListener("blur", () => window.setTimeout(close, 120));
  // Keeps the focus in the input.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = (event.target as Element).closest<HTMLElement>('[role="option"]');
    if (option) choose(option);
  });
}

export function comboboxes(root: ParentNode): void {
  for (const input of root.querySelectorAll<HTMLInputElement>("input[data-combobox]:not([role])")) attach(input);
}

comboboxes(document);
document.addEventListener("htmx:load", (event) => comboboxes(event.target as Element));
