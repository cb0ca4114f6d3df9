// Cards move between lanes by dragging, or with M and an arrow key. Lanes that need more than a stage (Won, Lost, an
// answer) open their form.

const board = document.querySelector<HTMLElement>('[data-board]');

async function move(card: HTMLElement, lane: HTMLElement): Promise<void> {
  const { id, etag } = card.dataset;
  const word = lane.dataset.lane;
  if (!id || !etag || card.closest('[data-lane]') === lane) return;
  if (word === 'won' || word === 'lost') {
    location.assign(`/deals/${id}/${word}`);
    return;
  }
  const stage = lane.dataset.stage;
  if (!stage) return;
  const response = await fetch(`/deals/${id}/stage`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-csrf': board?.dataset.csrf ?? '' },
    body: new URLSearchParams({ stage, etag }),
  });
  // Refused or not, the board is shown as it then is; a refusal says why on its own page.
  if (response.ok) location.reload();
  else location.assign(`/deals/${id}`);
}

if (board) {
  let dragged: HTMLElement | null = null;
  let moving: HTMLElement | null = null;
  board.addEventListener('dragstart', (event) => {
    dragged = (event.target as Element).closest<HTMLElement>('.board-card');
    dragged?.classList.add('dragging');
    if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
  });
  board.addEventListener('dragend', () => {
    dragged?.classList.remove('dragging');
    board.querySelectorAll('.over').forEach((lane) => lane.classList.remove('over'));
  });
  const lane = (event: Event): HTMLElement | null => (event.target as Element).closest<HTMLElement>('[data-lane]');
  const takes = (of: HTMLElement | null): boolean => Boolean(of && (of.dataset.stage || of.dataset.lane === 'won' || of.dataset.lane === 'lost'));
  board.addEventListener('dragover', (event) => {
    const over = lane(event);
    if (!takes(over)) return;
    event.preventDefault();
    board.querySelectorAll('.over').forEach((other) => other.classList.remove('over'));
    over?.classList.add('over');
  });
  board.addEventListener('drop', (event) => {
    event.preventDefault();
    const over = lane(event);
    if (dragged && over && takes(over)) void move(dragged, over);
  });
  board.addEventListener('keydown', (event) => {
    const card = (event.target as Element).closest<HTMLElement>('.board-card[draggable]');
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.toLowerCase() === 'm') {
      moving = card;
      event.preventDefault();
    } else if (moving === card && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
      event.preventDefault();
      moving = null;
      const lanes = [...board.querySelectorAll<HTMLElement>('[data-lane]')].filter(takes);
      const now = lanes.findIndex((one) => one.contains(card));
      const next = lanes[now + (event.key === 'ArrowRight' ? 1 : -1)];
      if (next) void move(card, next);
    } else {
      moving = null;
    }
  });
}
