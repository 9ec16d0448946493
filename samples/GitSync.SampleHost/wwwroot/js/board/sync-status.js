// How one task or comment stands with GitHub: an icon, a word, a colour, and the sentence that says why.
import { h, icon, setText, show } from "../dom.js";
import { aim } from "../framed.js";

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

/** `kind` is task or comment. What is in step keeps its reason behind "why?"; anything else says it at once. */
export function syncStatus(kind, id) {
  const picture = h("span", { class: "sync-icon" });
  const word = h("span", { class: "sync-word" });
  const link = h("a", { class: "issue", hidden: true });
  const quietReason = h("p", { class: "sync-reason" });
  const why = h("details", { class: "why" }, h("summary", {}, "why?"), quietReason, operationsLink(kind, id));
  const reason = h("p", { class: "sync-reason" });
  const loud = h("div", { class: "sync-loud" }, reason, operationsLink(kind, id));
  const element = h("div", { class: "sync" }, h("span", { class: "sync-head" }, picture, word), link, why, loud);

  return {
    element,
    update(sync, issue) {
      const [image, text] = statuses[sync.status] ?? statuses.unknown;
      if (element.dataset.status !== sync.status) {
        element.dataset.status = sync.status;
        picture.replaceChildren(icon(image));
      }

      setText(word, text);
      setText(quietReason, sync.explanation || "Nothing is left to do.");
      setText(reason, sync.explanation);
      show(why, sync.status === "synced");
      show(loud, sync.status !== "synced");
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

function operationsLink(kind, id) {
  return aim(h("a", { class: "operations", href: `/sync/operations?${kind}Id=${encodeURIComponent(id)}` }, `Operations of this ${kind}`));
}
