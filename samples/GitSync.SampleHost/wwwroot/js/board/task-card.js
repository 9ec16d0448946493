// One task as a card.
import { h, setText, show } from "../dom.js";
import { deleteButton, failures, stateMenu } from "../actions.js";
import { commentsPart } from "../comments.js";
import { badges, bodyField, milestoneField, namesField, reasonWord, titleField } from "../fields.js";
import { setTime, timeElement } from "../time.js";
import { commentLink, issueLink } from "./issue-link.js";
import { syncStatus } from "./sync-status.js";

/** `actions` write, `simulated()` gives the simulator's repositories or null, `opened` is called when the comments are opened. */
export function taskCard({ id }, { actions, simulated, opened }) {
  const edit = name => value => actions.edit(id, { [name]: value });
  const parts = {
    title: titleField(edit("title")),
    body: bodyField(edit("body")),
    labels: namesField("labels", "labels", null, edit("labels")),
    assignees: namesField("assignees", "assignees", "person", edit("assignees")),
    milestone: milestoneField(edit("milestone")),
  };
  const problem = failures();
  const facts = h("div", { class: "badges" });
  const reason = h("span", { class: "badge" });
  const author = h("span", { class: "author" });
  const time = timeElement();
  let shown = null;
  const sync = syncStatus("task", id, field => valueOf(shown, field));
  const menu = stateMenu({
    close: why => problem.attempt(() => actions.edit(id, { status: "closed", ...(why && { stateReason: why }) })),
    reopen: () => problem.attempt(() => actions.edit(id, { status: "open", stateReason: "reopened" })),
  });
  const comments = commentsPart({
    of: comment => ({ id: comment.id, author: comment.author ?? "this board", body: comment.body, at: comment.modifiedAt }),
    add: body => actions.addComment(id, body),
    edit: (commentId, body) => actions.editComment(id, commentId, body),
    remove: commentId => actions.deleteComment(id, commentId),
    maximum: 65_000,
    opened,
    foot: comment => {
      let now = comment;
      const status = syncStatus("comment", comment.id, () => now.body);
      return {
        element: status.element,
        update(next) {
          now = next;
          status.update(now.sync, commentLink(now.github, simulated()));
        },
      };
    },
  });
  const element = h("article", { class: "card", tabindex: "-1" },
    h("h3", {}, parts.title.element),
    facts,
    h("div", { class: "chips" }, parts.body.element, parts.labels.element, parts.assignees.element, parts.milestone.element),
    sync.element,
    h("div", { class: "meta" }, author, time, h("div", { class: "buttons" }, menu.element,
      deleteButton({ question: "Delete this task and its comments?", remove: () => problem.attempt(() => actions.remove(id)) }))),
    problem.element,
    comments.element);

  return {
    element,
    comments,
    update(task) {
      shown = task;
      for (const [name, part] of Object.entries(parts)) {
        part.set(task[name]);
      }

      setFacts(facts, task, reason);
      setText(author, task.author ?? "this board");
      setTime(time, task.modifiedAt);
      menu.set({ isOpen: task.status === "open", isPullRequest: task.isPullRequest });
      show(menu.element, !task.isMerged);
      comments.count(task.commentCount);
      sync.update(task.sync, issueLink(task.github, simulated()));
    },
  };
}

/** A field as conflicts write it. */
function valueOf(task, field) {
  return field === "state" ? task.status + (task.stateReason ? ` (${task.stateReason})` : "") : task[field] ?? "";
}

function setFacts(element, task, reason) {
  const words = badges(task);
  setText(reason, task.status === "closed" ? reasonWord(task.stateReason) : "");
  if (reason.textContent) {
    words.push(reason);
  }

  const text = words.map(word => word.textContent).join();
  if (element.dataset.words !== text) {
    element.dataset.words = text;
    element.replaceChildren(...words);
    show(element, words.length > 0);
  }
}
