// What is done to a whole card: close with a reason, reopen, delete after asking once more.
import { h, icon, setText, show } from "./dom.js";

/** The place where a card says what went wrong, and the way to run something that may. */
export function failures() {
  const element = h("p", { class: "error", role: "alert", hidden: true });
  return {
    element,
    async attempt(work) {
      show(element, false);
      try {
        await work();
        return true;
      } catch (problem) {
        setText(element, problem.message);
        show(element, true);
        return false;
      }
    },
  };
}

const choices = [["completed", "Completed"], ["not_planned", "Not planned"], ["duplicate", "Duplicate"]];

/** "Close" with a menu of reasons, or "Reopen". Pull requests are closed without a reason. */
export function stateMenu({ close, reopen }) {
  const list = h("div", { class: "menu-list", role: "group", "aria-label": "Close as", hidden: true },
    choices.map(([reason, word]) => h("button", { type: "button", onclick: () => pick(reason) }, word)));
  const button = h("button", { type: "button", class: "small", onclick: press });
  const element = h("div", { class: "menu" }, button, list);
  let state = { isOpen: true, isPullRequest: false };

  function press() {
    if (!state.isOpen) {
      reopen();
    } else if (state.isPullRequest) {
      close(null);
    } else {
      toggle(list.hidden);
    }
  }

  function pick(reason) {
    toggle(false);
    button.focus();
    close(reason);
  }

  function toggle(visible) {
    show(list, visible);
    button.setAttribute("aria-expanded", String(visible));
    if (visible) {
      list.firstElementChild.focus();
    }
  }

  element.addEventListener("keydown", event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && !list.hidden) {
      toggle(false);
      button.focus();
    } else if (step && !list.hidden) {
      event.preventDefault();
      const items = [...list.children];
      items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
    }
  });
  element.addEventListener("focusout", event => element.contains(event.relatedTarget) || list.hidden || toggle(false));

  return {
    element,
    set(next) {
      if (next.isOpen === state.isOpen && next.isPullRequest === state.isPullRequest && button.hasChildNodes()) {
        return;
      }

      state = next;
      const asks = next.isOpen && !next.isPullRequest;
      button.replaceChildren(next.isOpen ? "Close" : "Reopen", asks ? icon("chevron") : "");
      if (asks) {
        button.setAttribute("aria-expanded", "false");
      } else {
        button.removeAttribute("aria-expanded");
        show(list, false);
      }
    },
  };
}

/** "Delete", which asks before it does. */
export function deleteButton({ question, remove }) {
  const ask = h("button", { type: "button", class: "small danger", onclick: () => toggle(true) }, "Delete");
  const keep = h("button", { type: "button", class: "small", onclick: () => toggle(false) }, "Keep");
  const sure = h("button", { type: "button", class: "small danger solid", onclick: confirm }, "Delete");
  const panel = h("div", { class: "confirm", role: "group", "aria-label": question, hidden: true }, h("span", {}, question), sure, keep);
  panel.addEventListener("keydown", event => event.key === "Escape" && toggle(false));

  function toggle(asking) {
    show(panel, asking);
    show(ask, !asking);
    (asking ? keep : ask).focus();
  }

  async function confirm() {
    sure.disabled = true;
    await remove();
    sure.disabled = false;
    if (panel.isConnected) {
      toggle(false);
    }
  }

  return h("div", { class: "delete" }, ask, panel);
}
