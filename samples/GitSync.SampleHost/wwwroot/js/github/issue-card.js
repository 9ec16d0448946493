// One issue as a person sees it on GitHub.
import { h, setText, show } from "../dom.js";
import { deleteButton, failures, stateMenu } from "../actions.js";
import { commentsPart } from "../comments.js";
import { badge, badges, bodyField, milestoneField, namesField, reasonWord, titleField } from "../fields.js";
import { setTime, timeElement } from "../time.js";
import { withoutHiddenComments } from "./hidden-comments.js";

const hint = "GitHub hides HTML comments such as GitSync’s marker; here they are seen.";
const maximum = 65_536;

/** `actions` write as a person on GitHub's site. */
export function issueCard({ number }, actions) {
  const edit = name => value => actions.edit(number, { [name]: value });
  const parts = {
    title: titleField(edit("title")),
    body: bodyField(edit("body"), { read: withoutHiddenComments, hint, maximum }),
    labels: namesField("labels", "labels", null, edit("labels")),
    assignees: namesField("assignees", "assignees", "person", edit("assignees")),
    milestone: milestoneField(edit("milestone")),
  };
  const problem = failures();
  const facts = h("div", { class: "badges" });
  const author = h("span", { class: "author" });
  const time = timeElement();
  const menu = stateMenu({
    close: reason => problem.attempt(() => actions.edit(number, { state: "closed", ...(reason && { stateReason: reason }) })),
    reopen: () => problem.attempt(() => actions.edit(number, { state: "open" })),
  });
  const comments = commentsPart({
    of: comment => ({ id: comment.id, author: comment.author, body: comment.body, at: comment.updatedAt }),
    add: body => actions.addComment(number, body),
    edit: (id, body) => actions.editComment(number, id, body),
    remove: id => actions.deleteComment(number, id),
    read: withoutHiddenComments,
    hint,
    maximum,
  });
  const element = h("article", { class: "card", id: `issue-${number}`, tabindex: "-1" },
    h("h3", {}, parts.title.element, h("a", { class: "number", href: `#issue-${number}`, "aria-label": `Issue ${number}, link` }, `#${number}`)),
    facts,
    h("div", { class: "chips" }, parts.body.element, parts.labels.element, parts.assignees.element, parts.milestone.element),
    h("div", { class: "meta" }, author, time, h("div", { class: "buttons" }, menu.element,
      deleteButton({ question: "Delete this issue for good?", remove: () => problem.attempt(() => actions.remove(number)) }))),
    problem.element,
    comments.element);

  return {
    element,
    comments,
    update(issue) {
      for (const [name, part] of Object.entries(parts)) {
        part.set(name === "body" ? issue.body ?? "" : issue[name]);
      }

      setFacts(facts, issue);
      setText(author, issue.author);
      setTime(time, issue.updatedAt);
      menu.set({ isOpen: issue.state === "open", isPullRequest: issue.isPullRequest });
      show(menu.element, !issue.isMerged);
      comments.update(issue.comments);
    },
  };
}

function setFacts(element, issue) {
  const state = issue.state === "open"
    ? badge(null, "Open", "is-open")
    : badge(null, ["Closed", reasonWord(issue.stateReason)].filter(Boolean).join(" as "), "is-closed");
  const words = [state, ...badges({ ...issue, isLocked: issue.locked })];
  const text = words.map(word => word.textContent).join();
  if (element.dataset.words !== text) {
    element.dataset.words = text;
    element.replaceChildren(...words);
  }
}
