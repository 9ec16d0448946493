// Editing in place: the text is a button until it is activated. Enter or leaving the field saves, Escape cancels.
import { h, icon, setText, show } from "./dom.js";

/**
 * A field that is edited in place.
 * `view(value)` makes what is shown, `format`/`parse` lead to the text and back, `save(value)` writes and throws a Problem.
 * A `multiline` field has its pencil beside the text, so that the text can be selected; Ctrl+Enter saves it.
 */
export function inPlace({ field, label, view, save, format = value => value ?? "", parse = text => text, multiline = false, maximum, hint }) {
  const content = h("div", { class: "in-place-content" });
  const trigger = h("button", { type: "button", class: "in-place-trigger", onclick: open });
  const error = h("p", { class: "error", role: "alert", hidden: true });
  const element = h("div", { class: `in-place in-place-${field}` }, content, error);
  let value;
  let shown = null;
  let editor = null;

  function render() {
    const text = format(value);
    if (text === shown) {
      return;
    }

    shown = text;
    const inside = view(value);
    if (multiline && text !== "") {
      trigger.replaceChildren(icon("pencil"), h("span", { class: "visually-hidden" }, `Edit ${label}`));
      content.replaceChildren(...inside, trigger);
    } else {
      trigger.replaceChildren(...inside, h("span", { class: "visually-hidden" }, `, edit ${label}`));
      content.replaceChildren(trigger);
    }

    element.classList.toggle("is-blank", text === "");
  }

  function open() {
    if (editor) {
      return;
    }

    editor = makeEditor({ label, text: format(value), multiline, maximum, hint, finish, giveUp });
    show(content, false);
    element.prepend(editor.element);
    editor.focus();
  }

  function close(refocus) {
    // Taking a focused field out of the page is leaving it, too; by then there must be nothing left to save.
    const closing = editor;
    editor = null;
    closing.element.remove();
    show(error, false);
    show(content, true);
    render();
    if (refocus) {
      trigger.focus({ preventScroll: true });
    }
  }

  function giveUp() {
    if (editor && !editor.saving) {
      close(true);
    }
  }

  async function finish({ refocus }) {
    const current = editor;
    if (!current || current.saving) {
      return;
    }

    // Nothing was typed: nothing is written over what others may have changed meanwhile.
    if (editor.text() === editor.start) {
      close(refocus);
      return;
    }

    const next = parse(current.text());
    current.saving = true;
    try {
      await save(next);
      value = next;
      close(refocus);
    } catch (problem) {
      setText(error, problem.about?.(field) ?? String(problem));
      show(error, true);
      current.saving = false;
      current.mark();
    }
  }

  return {
    element,

    /** Takes the newest value; a field that is being edited keeps what its user writes, and says that there is another. */
    set(next) {
      value = next;
      if (editor) {
        editor.tellNews(!editor.saving && format(next) !== editor.start);
      } else {
        render();
      }
    },
  };
}

function makeEditor({ label, text, multiline, maximum, hint, finish, giveUp }) {
  const input = multiline
    ? h("textarea", { rows: 4, "aria-label": label, maxlength: maximum })
    : h("input", { type: "text", "aria-label": label, maxlength: maximum, autocomplete: "off" });
  input.value = text;
  const start = input.value;
  const news = h("p", { class: "news", hidden: true }, "Changed elsewhere meanwhile; saving replaces that.");
  const note = h("p", { class: "hint" }, `${hint ? `${hint} ` : ""}${multiline ? "Ctrl+Enter" : "Enter"} saves, Escape cancels.`);
  const element = h("div", { class: "editor" }, input, multiline && buttons(), note, news);

  function buttons() {
    // The field keeps its focus while a button is pressed: leaving it would save.
    const stay = event => event.preventDefault();
    return h("div", { class: "row" },
      h("button", { type: "button", class: "primary small", onpointerdown: stay, onclick: () => finish({ refocus: true }) }, "Save"),
      h("button", { type: "button", class: "small", onpointerdown: stay, onclick: giveUp }, "Cancel"));
  }

  element.addEventListener("keydown", event => {
    if (event.isComposing) {
      return;
    }

    if (event.key === "Escape") {
      event.stopPropagation();
      giveUp();
    } else if (event.key === "Enter" && event.target === input && (!multiline || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      finish({ refocus: true });
    }
  });
  element.addEventListener("focusout", event => {
    // A window that loses focus leaves a long text open: its writer may be fetching something to paste.
    const windowLeft = document.activeElement === input;
    if (element.isConnected && !element.contains(event.relatedTarget) && !(multiline && windowLeft)) {
      finish({ refocus: false });
    }
  });

  return {
    element,
    start,
    saving: false,
    text: () => input.value,
    focus() {
      input.focus();
      input.setSelectionRange(multiline ? input.value.length : 0, input.value.length);
    },
    mark: () => input.setAttribute("aria-invalid", "true"),
    tellNews: visible => show(news, visible),
  };
}
