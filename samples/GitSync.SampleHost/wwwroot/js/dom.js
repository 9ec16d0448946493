// Small pieces of DOM. Text goes in as text nodes only, so that no title or body is ever read as HTML.

/** Makes an element: `h("a", { href: "/", class: "x", onclick: f }, "text", child)`. Null and false are left out. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }

    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }

  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** Sets the text only where it differs: a screen reader or a selection is not disturbed for nothing. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Shows or hides. */
export function show(element, visible) {
  element.hidden = !visible;
}

const svg = "http://www.w3.org/2000/svg";

/** The strokes of each icon on a grid of 16. */
const strokes = {
  check: "M3 8.5 6.5 12 13 4.5",
  arrows: "M3 6h9L9.5 3M13 10H4l2.5 3",
  clock: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 1 0 0-11M8 5v3.3l2 1.4",
  fork: "M4 3v2.5c0 2.5 8 2.5 8 5V13M12 3v2.5c0 2.5-8 2.5-8 5V13",
  filter: "M2.5 3.5h11L9.5 8.5V13l-3-1.5v-3z",
  cross: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 1 0 0-11M6 6l4 4M10 6l-4 4",
  unlink: "M6.5 4.5 8 3a3.2 3.2 0 0 1 5 4.5l-1.5 1.5M9.5 11.5 8 13a3.2 3.2 0 0 1-5-4.5l1.5-1.5M6 6l4 4",
  question: "M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.6M8 12.5v.1",
  pencil: "m3 13 .7-3L10.5 3.2l2.3 2.3L6 12.3z",
  chevron: "m4 6.5 4 4 4-4",
  plus: "M8 3.5v9M3.5 8h9",
  pull: "M4.5 5.5v5M4.5 2.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 1 0 0-3M4.5 10.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 1 0 0-3M11.5 10.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 1 0 0-3M11.5 10.5V6.5c0-1.5-.8-2.5-2.5-2.5H8",
  lock: "M4 7.5h8v5.5H4zM5.5 7.5V5.5a2.5 2.5 0 0 1 5 0v2",
  label: "M2.5 3h5.5l5.5 5.5-5 5L3 8z M5.5 5.7v.1",
  person: "M8 3a2.4 2.4 0 1 0 0 4.8A2.4 2.4 0 1 0 8 3M3.5 13c.4-2.6 2.2-3.7 4.5-3.7s4.1 1.1 4.5 3.7",
  flag: "M4 14V2.5M4 3h8l-2 2.7L12 8.5H4",
  comment: "M3 3.5h10v7H8l-2.5 2.5v-2.5H3z",
};

/** An icon; it says nothing to a screen reader, the text beside it does. */
export function icon(name) {
  const picture = document.createElementNS(svg, "svg");
  for (const [attribute, value] of Object.entries({
    viewBox: "0 0 16 16", fill: "none", stroke: "currentColor", "stroke-width": "1.6", "stroke-linecap": "round",
    "stroke-linejoin": "round", "aria-hidden": "true", class: "icon",
  })) {
    picture.setAttribute(attribute, value);
  }

  const path = document.createElementNS(svg, "path");
  path.setAttribute("d", strokes[name]);
  picture.append(path);
  return picture;
}
