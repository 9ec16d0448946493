// The form at the top of both pages: a title, an optional body, Enter submits.
import { h, setText, show } from "./dom.js";

/** Wires the form; `add({ title, body })` writes and may throw a Problem, which is shown beside its field. */
export function wireAddForm(form, add) {
  const inputs = [form.elements.title, form.elements.body];
  const send = form.querySelector("button");
  const errors = new Map(inputs.map(input => [input, errorOf(input)]));
  const rest = h("p", { class: "error", role: "alert", hidden: true });
  form.append(rest);

  form.addEventListener("submit", async event => {
    event.preventDefault();
    send.disabled = true;
    tell(null);
    try {
      await add({ title: form.elements.title.value.trim(), body: form.elements.body.value });
      form.reset();
      form.elements.title.focus();
    } catch (problem) {
      tell(problem);
    } finally {
      send.disabled = false;
    }
  });
  form.addEventListener("input", () => tell(null));
  form.elements.body.addEventListener("keydown", event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  function tell(problem) {
    let told = false;
    for (const [input, error] of errors) {
      const sentences = problem?.fields?.[input.name];
      set(error, sentences?.join(" "));
      input.setAttribute("aria-invalid", String(Boolean(sentences)));
      if (sentences && !told) {
        input.focus();
        told = true;
      }
    }

    set(rest, problem && !told ? problem.message : null);
  }
}

function errorOf(input) {
  const error = h("p", { class: "error", role: "alert", id: `${input.id}-error`, hidden: true });
  input.setAttribute("aria-describedby", error.id);
  input.after(error);
  return error;
}

function set(element, text) {
  setText(element, text ?? "");
  show(element, Boolean(text));
}
