// Fields that both sides had changed: what gave way can be restored, what waits for a person is decided.
import { h } from "../dom.js";

/** Longer values are cut: the whole one stands in the operation. */
const longest = 160;

/** The conflicts of an answer; null when there are none to do anything about. */
export function conflictList({ undecided, operations }, { valueOf, restore, decide }) {
  const seen = new Set();
  const lost = operations.flatMap(operation => operation.conflicts
    .filter(conflict => conflict.winner !== null && valueOf(conflict.field) !== (conflict.losingValue ?? ""))
    .map(conflict => ({ ...conflict, operation: operation.id })))
    .filter(({ field, losingValue }) => !seen.has(`${field} ${losingValue}`) && seen.add(`${field} ${losingValue}`));
  const rows = [
    ...undecided.map(({ field, winningValue, losingValue }) => row(
      `Both sides changed the ${field}. Which one stays?`,
      [choice("Keep ours", losingValue, () => decide(field, "app")), choice("Take GitHub’s", winningValue, () => decide(field, "gitHub"))])),
    ...lost.map(({ field, winner, losingValue, operation }) => row(
      `Both sides had changed the ${field}; ${winner === "App" ? "GitHub’s" : "ours"} gave way.`,
      [choice("Restore", losingValue, () => restore(operation, field))])),
  ];
  return rows.length > 0 ? h("ul", { class: "conflicts" }, rows) : null;
}

function row(sentence, choices) {
  return h("li", {}, h("p", {}, sentence), choices);
}

function choice(word, value, act) {
  const button = h("button", { type: "button", class: "small" }, word);
  button.addEventListener("click", async () => {
    button.disabled = true;
    await act();
    button.disabled = false;
  });
  return h("div", { class: "choice" }, button, value ? h("q", {}, value.length > longest ? `${value.slice(0, longest)}…` : value) : h("em", {}, "nothing"));
}
