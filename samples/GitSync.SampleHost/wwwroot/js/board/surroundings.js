// What is around the cards: counts of the queue, and what to try on an empty board.
import { h, show } from "../dom.js";
import { aim } from "../framed.js";

/** Queued and errored operations, in small. */
export function showSummary(element, { queued, processing, errored }) {
  const waiting = queued + processing;
  const key = `${waiting} ${errored}`;
  if (element.dataset.key === key) {
    return;
  }

  element.dataset.key = key;
  element.replaceChildren(
    aim(h("a", { href: "/sync/operations?state=queued" }, `${waiting} queued`)),
    aim(h("a", { href: "/sync/operations?state=errored", class: errored > 0 ? "is-bad" : "" }, `${errored} errored`)));
}

/** Says what to try first. */
export function showEmpty(element, empty, simulated) {
  show(element, empty);
  if (!empty || element.hasChildNodes()) {
    return;
  }

  const there = simulated
    ? ["Open an issue on ", aim(h("a", { href: "/github" }, "GitHub’s side"), "github"), ". It appears here within a second or two."]
    : ["Open an issue in the connected repository. It appears here within seconds."];
  element.append(
    h("h2", {}, "Nothing on the board yet"),
    h("p", {}, "Three things to try:"),
    h("ol", {},
      h("li", {}, "Add a task above. It becomes an issue, and its status turns from pending to synced."),
      h("li", {}, there),
      h("li", {}, "Edit the title on one side and the labels on the other, at the same time. Both edits stay.")));
}
