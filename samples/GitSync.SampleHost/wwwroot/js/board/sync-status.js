// How one task or comment stands with GitHub: an icon, a word, a colour, and the sentence that says why.
import { h, icon, setText, show } from "../dom.js";
import { aim } from "../framed.js";
import { whyPanel } from "./why.js";

const statuses = {
  synced: ["check", "Synced"],
  pending: ["arrows", "Pending"],
  waiting: ["clock", "Waiting"],
  conflict: ["fork", "Conflict"],
  filtered: ["filter", "Filtered"],
  failed: ["cross", "Failed"],
  unlinked: ["unlink", "Unlinked"],
  unknown: ["question", "Unknown"],
};

/**
 * `kind` is task or comment, `valueOf(field)` gives the record's value as conflicts write it. What is in step keeps its reason behind
 * "why?"; anything else says it at once.
 */
export function syncStatus(kind, id, valueOf) {
  const picture = h("span", { class: "sync-icon" });
  const word = h("span", { class: "sync-word" });
  const link = h("a", { class: "issue", hidden: true });
  const lane = aim(h("a", { class: "lane", href: `/admin/sync/lanes/${kind}/${encodeURIComponent(id)}` },
    "lane", h("span", { class: "visually-hidden" }, ` of this ${kind} in the admin dashboard`)));
  const reason = h("p", { class: "sync-reason sync-loud" });
  const why = whyPanel(kind, id, { told: showStatus, valueOf });
  const element = h("div", { class: "sync" }, h("span", { class: "sync-head" }, picture, word), link, lane, reason, why.element);

  function showStatus({ status, explanation }) {
    const [image, text] = statuses[status] ?? statuses.unknown;
    if (element.dataset.status !== status) {
      element.dataset.status = status;
      picture.replaceChildren(icon(image));
    }

    setText(word, text);
    setText(reason, explanation);
    show(reason, status !== "synced");
    why.name(status === "conflict" ? "decide" : "why?");
  }

  return {
    element,
    update(sync, issue) {
      showStatus(sync);
      show(link, Boolean(issue));
      if (issue) {
        setText(link, issue.text);
        if (link.getAttribute("href") !== issue.href) {
          link.href = issue.href;
        }

        if (issue.isSimulated) {
          aim(link, "github");
        } else {
          aim(link);
        }
      }
    },
  };
}
