// The fields that tasks and issues have alike.
import { h, icon } from "./dom.js";
import { inPlace } from "./edit.js";

/** A body with more lines or characters is folded until someone asks for all of it. */
const foldAfter = { lines: 9, characters: 560 };
const hues = 6;

/** The title: a heading that is edited in place. */
export const titleField = save => inPlace({
  field: "title", label: "title", maximum: 256, view: text => [h("span", {}, text)], save,
});

/** A body: raw text as it was written. `read` makes what is shown of it. */
export const bodyField = (save, { label = "description", read = text => text, blank = "description", maximum = 65_000, hint } = {}) => inPlace({
  field: "body", label, multiline: true, maximum, save, hint,
  view: text => read(text ?? "") === "" ? text ? [h("span", { class: "blank" }, "Nothing to see")] : [icon("plus"), blank] : [bodyText(read(text))],
});

/** Labels, assignees: a set of names, written with commas between. */
export const namesField = (field, label, picture, save) => inPlace({
  field, label, save,
  format: names => names.join(", "),
  parse: text => [...new Set(text.split(",").map(name => name.trim()).filter(name => name !== ""))],
  hint: "Commas between names.",
  view: names => names.length === 0
    ? [icon("plus"), label]
    : [h("span", { class: "visually-hidden" }, `${label}: `), ...names.map(name => chip(field, name, picture))],
});

/** The milestone: one name or none. */
export const milestoneField = save => inPlace({
  field: "milestone", label: "milestone", maximum: 255, save,
  parse: text => text.trim() || null,
  view: name => name ? [h("span", { class: "visually-hidden" }, "milestone: "), chip("milestone", name, "flag")] : [icon("plus"), "milestone"],
});

function chip(field, name, picture) {
  return h("span", { class: `chip ${field === "labels" ? `hue-${hue(name)}` : ""}` }, picture && icon(picture), h("span", {}, name));
}

/** The same label has the same colour everywhere. */
function hue(name) {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) >>> 0, 7) % hues;
}

function bodyText(text) {
  const body = h("div", { class: "body-text" }, text);
  if (text.length <= foldAfter.characters && text.split("\n").length <= foldAfter.lines) {
    return body;
  }

  const more = h("button", { type: "button", class: "link", "aria-expanded": "false" }, "Show all");
  more.addEventListener("click", () => {
    const folded = body.classList.toggle("is-folded");
    more.textContent = folded ? "Show all" : "Show less";
    more.setAttribute("aria-expanded", String(!folded));
  });
  body.classList.add("is-folded");
  return h("div", {}, body, more);
}

/** What GitHub alone decides: pull request, draft, merged, locked. */
export function badges({ isPullRequest, isDraft, isMerged, isLocked }) {
  return [
    isPullRequest && badge("pull", "Pull request"),
    isDraft && badge(null, "Draft"),
    isMerged && badge(null, "Merged", "is-merged"),
    isLocked && badge("lock", "Locked"),
  ].filter(Boolean);
}

/** A small word in a frame. */
export function badge(picture, word, kind = "") {
  return h("span", { class: `badge ${kind}` }, picture && icon(picture), word);
}

const reasons = { completed: "completed", not_planned: "not planned", duplicate: "duplicate" };

/** Why it is closed, in words; empty for what is open. */
export const reasonWord = reason => reasons[reason] ?? "";
