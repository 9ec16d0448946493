// What changed, for those who hear the page.

const mostNames = 3;
const target = document.getElementById("announcer");

/** Says a sentence politely, after what is being read. */
export function announce(sentence) {
  target.textContent = sentence;
}

/** Says which items came, changed and went; says nothing when none did. */
export function announceChanges(noun, { added, changed, removed }) {
  const sentences = [["new", added], ["changed", changed], ["gone", removed]]
    .filter(([, titles]) => titles.length > 0)
    .map(([what, titles]) => `${titles.length} ${noun}${titles.length === 1 ? "" : "s"} ${what}: ${names(titles)}.`);
  if (sentences.length > 0) {
    announce(sentences.join(" "));
  }
}

function names(titles) {
  const rest = titles.length - mostNames;
  return titles.slice(0, mostNames).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
