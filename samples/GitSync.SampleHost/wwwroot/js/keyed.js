// Lists of cards: one card per key for as long as the item is there, so focus, open parts and half-written text stay.

const highlightMilliseconds = 2400;

/**
 * `make(item)` returns `{ element, update(item) }`, `place(item)` the list it belongs to, `content(item)` the text that tells
 * whether it changed for a reader. Items come in the order in which they are shown.
 */
export function keyedList({ key, make, place, content, title }) {
  const cards = new Map();
  const own = new Set();
  let filled = false;

  function apply(items) {
    const changes = { added: [], changed: [], removed: [] };
    const order = new Map();
    const seen = new Set();
    for (const item of items) {
      const id = key(item);
      seen.add(id);
      const card = cards.get(id) ?? add(id, item, changes);
      take(card, id, item, changes);
      const list = isBeingWritten(card.element) ? card.element.parentElement ?? place(item) : place(item);
      order.set(list, [...order.get(list) ?? [], card.element]);
    }

    for (const [id, card] of cards) {
      // Text that is being written outlives its item: saving it then says that the item is gone.
      if (seen.has(id) || holdsText(card.element)) {
        continue;
      }

      card.element.remove();
      cards.delete(id);
      if (!own.has(id)) {
        changes.removed.push(title(card.item));
      }
    }

    order.forEach(arrange);
    own.clear();
    filled = true;
    return changes;
  }

  function add(id, item, changes) {
    const card = { ...make(item), item, content: null };
    cards.set(id, card);
    if (filled) {
      highlight(card.element, "is-new");
      if (!own.has(id)) {
        changes.added.push(title(item));
      }
    }

    return card;
  }

  function take(card, id, item, changes) {
    const text = content(item);
    if (card.content !== null && card.content !== text && !own.has(id)) {
      highlight(card.element, "is-changed");
      changes.changed.push(title(item));
    }

    card.item = item;
    card.content = text;
    card.update(item);
  }

  return {
    apply,

    /** The next change of this item is our own: it needs no highlight. */
    expect: id => own.add(id),

    /** The card of an item that is there. */
    find: id => cards.get(id),
  };
}

/** Puts the elements into the list in this order, moving as few as possible; a moved button keeps its focus. */
function arrange(elements, list) {
  let next = list.firstElementChild;
  for (const element of elements) {
    if (element === next) {
      next = next.nextElementSibling;
      continue;
    }

    const focused = element.contains(document.activeElement) ? document.activeElement : null;
    list.insertBefore(element, next);
    focused?.focus({ preventScroll: true });
  }
}

function isBeingWritten(element) {
  return element.contains(document.activeElement) && document.activeElement.matches("input, textarea");
}

function holdsText(element) {
  return [...element.querySelectorAll("input, textarea")].some(input => input.closest(".editor") || input.value.trim());
}

/** Marks an element for a moment. */
export function highlight(element, name) {
  element.classList.remove(name);
  void element.offsetWidth; // Begins the animation anew.
  element.classList.add(name);
  setTimeout(() => element.classList.remove(name), highlightMilliseconds);
}
