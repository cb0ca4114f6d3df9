// Cards move between lanes by dragging (mouse or finger), or with M and an arrow key. A card moves at once, and the server
// is asked one move after the other; when all are answered, the board is shown as the server has it. Lanes that need
// more than a stage (Won, Lost) open their form.
import { openDialog } from './dialog';
import { show } from './rows';

interface Move {
  id: string;
  stage: string;
  /** Where the card was. */
  lane: HTMLElement;
  before: Element | null;
}

/** Pixels that a mouse moves before a press is a drag, and milliseconds that a finger rests. */
const SLACK = 6;
const REST = 350;
const EDGE = 48;

const mover = document.querySelector<HTMLElement>('[data-mover]');
const board = mover?.querySelector<HTMLElement>('[data-board]');

if (mover && board) begin(mover, board);

function begin(mover: HTMLElement, board: HTMLElement): void {
  const waiting: Move[] = [];
  let working = false;
  let fresh: Element | null = null;
  /** When a card last moved, or was answered for: what was asked before is older than what is shown. */
  let moved = 0;
  let drag: { card: HTMLElement; x: number; y: number; id: number; on: boolean } | null = null;
  let moving: string | null = null;

  const lanes = (): HTMLElement[] => [...board.querySelectorAll<HTMLElement>('[data-lane]')];
  const laneOf = (node: Element | null): HTMLElement | null => node?.closest<HTMLElement>('[data-lane]') ?? null;
  const cardOf = (id: string): HTMLElement | null => board.querySelector(`[data-id="${CSS.escape(id)}"]`);
  const ends = (lane: HTMLElement): boolean => lane.dataset.lane === 'won' || lane.dataset.lane === 'lost';
  const takes = (lane: HTMLElement | null): lane is HTMLElement => lane !== null && (Boolean(lane.dataset.stage) || ends(lane));
  const name = (card: HTMLElement): string => card.querySelector('a')?.textContent ?? '';

  function tell(selector: string, text: string): void {
    const place = mover.querySelector<HTMLElement>(selector);
    if (!place) return;
    (place.querySelector('span') ?? place).textContent = text;
    if (place.matches('[data-board-why]')) place.hidden = text === '';
  }

  /** Puts a card in front of another, and keeps the focus that moving it takes away. */
  function put(card: HTMLElement, lane: HTMLElement, before: Element | null): void {
    const had = card.contains(document.activeElement);
    lane.querySelector('[data-cards]')?.insertBefore(card, before);
    if (had) card.focus({ preventScroll: true });
  }

  function drop(card: HTMLElement, lane: HTMLElement): void {
    const from = laneOf(card);
    const { id } = card.dataset;
    if (!id || !from || from === lane || !takes(lane)) return;
    if (ends(lane)) {
      void openDialog(`/deals/${id}/${lane.dataset.lane}`, card);
      return;
    }
    moved = performance.now();
    waiting.push({ id, stage: lane.dataset.stage ?? '', lane: from, before: card.nextElementSibling });
    card.classList.add('moving');
    put(card, lane, lane.querySelector('[data-cards]')?.firstElementChild ?? null);
    card.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    tell('[data-board-said]', `${name(card)}: ${lane.getAttribute('aria-label') ?? ''}`);
    void work();
  }

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    for (let next = waiting[0]; next; next = waiting[0]) {
      const why = await ask(next);
      waiting.shift();
      const card = cardOf(next.id);
      if (why === null || !card) continue;
      // What was wished of it after this was wished of a card that had moved.
      for (let i = waiting.length - 1; i >= 0; i--) if (waiting[i]?.id === next.id) waiting.splice(i, 1);
      put(card, next.lane, next.before?.parentElement === next.lane.querySelector('[data-cards]') ? next.before : null);
      tell('[data-board-why]', `${name(card)} — ${why}`);
    }
    working = false;
    settle();
  }

  /** Moves a card on the server; why not, where it is refused. */
  async function ask({ id, stage }: Move): Promise<string | null> {
    const etag = cardOf(id)?.dataset.etag ?? '';
    try {
      const response = await fetch('/deals/board/move', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-csrf': mover.dataset.csrf ?? '', accept: 'text/html' },
        body: new URLSearchParams({ deal: id, stage, etag, query: board.dataset.query ?? '' }),
      });
      const answer = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('[data-board]');
      if (!response.ok || response.redirected || !answer) return mover.dataset.failed ?? '';
      fresh = answer;
      moved = performance.now();
      const now = answer.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.dataset.etag;
      const card = cardOf(id);
      if (card && now) card.dataset.etag = now;
      const why = answer.querySelector('[data-why]')?.textContent;
      if (why) return `${mover.dataset.stays ?? ''} ${why}.`.replace('..', '.');
      tell('[data-board-why]', '');
      return null;
    } catch {
      return mover.dataset.failed ?? '';
    }
  }

  /** Shows the board as the server has it, as soon as nothing is on its way. */
  function settle(): void {
    if (working || drag || !fresh || document.querySelector('dialog[open]')) return;
    const had = (document.activeElement as Element | null)?.closest<HTMLElement>('[data-id]')?.dataset.id;
    for (const now of fresh.querySelectorAll<HTMLElement>('[data-lane]')) {
      const lane = lanes().find((one) => one.dataset.lane === now.dataset.lane);
      if (lane) match(lane, now);
    }
    fresh = null;
    board.querySelectorAll('.moving').forEach((card) => card.classList.remove('moving'));
    const card = had ? cardOf(had) : null;
    if (card && !card.contains(document.activeElement)) card.focus({ preventScroll: true });
  }

  function match(lane: HTMLElement, now: HTMLElement): void {
    for (const part of ['.board-head', '[data-more]']) {
      const [old, next] = [lane.querySelector(part), now.querySelector(part)];
      if (old && next && old.innerHTML !== next.innerHTML) old.innerHTML = next.innerHTML;
    }
    const cards = lane.querySelector<HTMLElement>('[data-cards]');
    if (!cards) return;
    const wanted = [...now.querySelectorAll<HTMLElement>('[data-id]')];
    let place = cards.firstElementChild;
    for (const next of wanted) {
      const known = cardOf(next.dataset.id ?? '');
      if (known && known.innerHTML === next.innerHTML && known.matches('[data-movable]') === next.matches('[data-movable]')) {
        known.dataset.etag = next.dataset.etag;
        if (known === place) place = place.nextElementSibling;
        else put(known, lane, place);
      } else {
        if (known === place) place = place?.nextElementSibling ?? null;
        known?.remove();
        cards.insertBefore(next, place);
      }
    }
    while (place) {
      const rest = place;
      place = place.nextElementSibling;
      rest.remove();
    }
  }

  window.addEventListener('beforeunload', (event) => {
    if (waiting.length > 0) event.preventDefault();
  });

  // By pointer: mice drag at once, fingers after a rest, because they scroll otherwise.
  let rest = 0;
  const over = (event: PointerEvent): HTMLElement | null => laneOf(document.elementFromPoint(event.clientX, event.clientY));

  function lift(): void {
    if (!drag) return;
    drag.on = true;
    drag.card.classList.add('dragging');
    getSelection()?.removeAllRanges();
    drag.card.setPointerCapture(drag.id);
  }

  function rid(): void {
    window.clearTimeout(rest);
    if (!drag) return;
    const { card } = drag;
    drag = null;
    card.classList.remove('dragging');
    card.style.translate = '';
    board.querySelectorAll('.over').forEach((lane) => lane.classList.remove('over'));
    settle();
  }

  // What others do shows as soon as nothing of the reader's is on its way.
  document.addEventListener('ortak:refreshed', (event) => {
    const { page, asked } = (event as CustomEvent<{ page: Document; asked: number }>).detail;
    const now = page.querySelector('[data-board]');
    if (!now || working || asked < moved) return;
    fresh = now;
    settle();
  });
  document.addEventListener('close', () => settle(), { capture: true });

  board.addEventListener('pointerdown', (event) => {
    const card = (event.target as Element).closest<HTMLElement>('[data-movable]');
    if (!card || !event.isPrimary || event.button !== 0) return;
    drag = { card, x: event.clientX, y: event.clientY, id: event.pointerId, on: false };
    if (event.pointerType !== 'mouse') rest = window.setTimeout(lift, REST);
  });
  board.addEventListener('pointermove', (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.on && Math.hypot(dx, dy) > SLACK) {
      if (event.pointerType === 'mouse') lift();
      else rid();
    }
    if (!drag?.on) return;
    drag.card.style.translate = `${dx}px ${dy}px`;
    const lane = over(event);
    board.querySelectorAll('.over').forEach((other) => other !== lane && other.classList.remove('over'));
    if (takes(lane) && lane !== laneOf(drag.card)) lane.classList.add('over');
    const edges = board.getBoundingClientRect();
    if (event.clientX > edges.right - EDGE) board.scrollLeft += 16;
    else if (event.clientX < edges.left + EDGE) board.scrollLeft -= 16;
  });
  board.addEventListener('pointerup', (event) => {
    if (!drag?.on) return rid();
    const { card } = drag;
    const lane = over(event);
    // The press was no click.
    const swallow = (click: Event): void => {
      click.preventDefault();
      click.stopPropagation();
    };
    window.addEventListener('click', swallow, { capture: true, once: true });
    window.setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0);
    rid();
    // Others may have changed the card meanwhile, which is shown only now.
    const now = cardOf(card.dataset.id ?? '');
    if (now && lane) drop(now, lane);
  });
  board.addEventListener('pointercancel', rid);
  board.addEventListener('touchmove', (event) => drag?.on && event.preventDefault(), { passive: false });
  board.addEventListener('contextmenu', (event) => drag?.on && event.preventDefault());
  board.addEventListener('dragstart', (event) => event.preventDefault());
  document.addEventListener('keydown', (event) => event.key === 'Escape' && rid());

  board.addEventListener('keydown', (event) => {
    const card = (event.target as Element).closest<HTMLElement>('[data-movable]');
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.toLowerCase() === 'm') {
      moving = card.dataset.id ?? null;
      event.preventDefault();
    } else if (moving !== null && moving === card.dataset.id && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
      event.preventDefault();
      moving = null;
      const open = lanes().filter(takes);
      const next = open[open.findIndex((one) => one.contains(card)) + (event.key === 'ArrowRight' ? 1 : -1)];
      card.focus({ preventScroll: true });
      if (next) drop(card, next);
      if (next && !ends(next)) show(card);
    } else {
      moving = null;
    }
  });
}
