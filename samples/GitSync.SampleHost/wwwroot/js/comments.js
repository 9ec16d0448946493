// The comments of one task or issue: read, add, edit, delete.
import { h, icon, setText, show } from "./dom.js";
import { deleteButton, failures } from "./actions.js";
import { bodyField } from "./fields.js";
import { keyedList } from "./keyed.js";
import { setTime, timeElement } from "./time.js";

let made = 0;

/**
 * `of(comment)` gives `{ id, author, body, at }`; `add`, `edit`, `remove` write; `foot(comment)` may make a `{ element, update }`
 * of its own; `opened` is called when someone opens the part. `read`, `hint` and `maximum` are those of the body's field.
 */
export function commentsPart({ of, add, edit, remove, read, hint, maximum, foot = () => null, opened = () => {} }) {
  const label = h("span", {}, "Comments");
  const rows = h("div", { class: "comment-list" });
  const none = h("p", { class: "hint" }, "No comments yet.");
  const element = h("details", { class: "comments" },
    h("summary", {}, icon("comment"), label), none, rows, commentForm(add, maximum));
  const list = keyedList({
    key: comment => of(comment).id,
    content: comment => of(comment).body,
    title: comment => of(comment).author,
    place: () => rows,
    make: comment => commentRow(comment, { of, edit, remove: removeComment, read, hint, maximum, foot: foot(comment) }),
  });
  element.addEventListener("toggle", () => element.open && opened());
  show(none, false);

  async function removeComment(id) {
    const next = list.find(id).element.nextElementSibling ?? element.querySelector("textarea");
    await remove(id);
    next.focus();
  }

  return {
    element,
    isOpen: () => element.open,
    expect: list.expect,
    update(comments) {
      list.apply(comments);
      setText(label, `Comments ${comments.length}`);
      show(none, comments.length === 0);
    },
  };
}

function commentRow(comment, { of, edit, remove, read, hint, maximum, foot }) {
  const id = of(comment).id;
  const author = h("span", { class: "author" });
  const time = timeElement();
  const problem = failures();
  const body = bodyField(text => edit(id, text), { label: "comment", read, hint, maximum });
  const erase = deleteButton({ question: "Delete this comment?", remove: () => problem.attempt(() => remove(id)) });
  const element = h("article", { class: "comment", tabindex: "-1" },
    h("div", { class: "meta" }, author, time, h("div", { class: "buttons" }, erase)),
    body.element, problem.element, foot?.element);
  return {
    element,
    update(comment) {
      const now = of(comment);
      setText(author, now.author);
      setTime(time, now.at);
      body.set(now.body);
      foot?.update(comment);
    },
  };
}

function commentForm(add, maximum) {
  const id = `comment-${++made}`;
  const problem = failures();
  const input = h("textarea", { id, rows: 2, maxlength: maximum });
  const send = h("button", { type: "submit", class: "small" }, "Comment");
  const form = h("form", { class: "comment-form", novalidate: true }, h("label", { for: id }, "Add a comment"), input, send, problem.element);
  form.addEventListener("submit", async event => {
    event.preventDefault();
    send.disabled = true;
    if (await problem.attempt(() => add(input.value))) {
      input.value = "";
    }

    send.disabled = false;
    input.focus();
  });
  input.addEventListener("keydown", event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  return form;
}
