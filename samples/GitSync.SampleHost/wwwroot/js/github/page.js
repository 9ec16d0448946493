// GitHub's side: the simulated repositories, edited as people edit them on GitHub's site.
import { announce, announceChanges } from "../announce.js";
import { wireAddForm } from "../add-form.js";
import { gitHub } from "../api.js";
import { h, setText, show } from "../dom.js";
import { aim } from "../framed.js";
import { highlight, keyedList } from "../keyed.js";
import { startLive } from "../live.js";
import { issueCard } from "./issue-card.js";
import { wireWeather } from "./weather.js";

const byId = id => document.getElementById(id);
const filters = [...document.querySelectorAll("[data-show]")];
let repositories = [];
let chosen = null; // The id of the repository that is shown.
let shown = "all";
let wanted = readHash(); // The issue that the address asks for, until it is there.
let cards = newCards();

function newCards() {
  byId("issues").replaceChildren();
  return keyedList({
    key: issue => issue.number,
    title: issue => `#${issue.number} ${issue.title}`,
    place: () => byId("issues"),
    content: ({ updatedAt, ...rest }) => JSON.stringify(rest),
    make: issue => issueCard(issue, actions),
  });
}

const actions = {
  edit: (number, fields) => change(number, () => gitHub.editIssue(chosen, number, fields)),
  async remove(number) {
    const { element } = cards.find(number);
    const next = element.nextElementSibling ?? element.previousElementSibling ?? byId("add-title");
    await change(number, () => gitHub.deleteIssue(chosen, number));
    next.focus();
    announce("The issue is deleted.");
  },
  addComment: (number, body) => change(number, () => gitHub.addComment(chosen, number, body)),
  editComment: (number, id, body) => change(number, () => gitHub.editComment(chosen, id, body), id),
  deleteComment: (number, id) => change(number, () => gitHub.deleteComment(chosen, id), id),
};

const live = startLive({
  place: byId("live"),
  load: gitHub.repositories,
  apply(answer) {
    repositories = answer;
    announceChanges("issue", render());
    goToWanted();
  },
});

wireAddForm(byId("add"), async fields => {
  if (chosen === null) {
    return;
  }

  await live.change(() => gitHub.openIssue(chosen, fields));
  await live.refresh();
});

wireWeather(byId("weather"));
byId("repository-select").addEventListener("change", event => choose(Number(event.target.value)));
filters.forEach(button => button.addEventListener("click", () => filter(button.dataset.show)));
window.addEventListener("hashchange", () => {
  wanted = readHash();
  goToWanted();
});

aim(document.querySelector("nav a[href='/']"), "board");
aim(document.querySelector("a[href='/admin/sync']"));

/** A change of our own, shown as soon as the simulator has it. */
async function change(number, work, commentId) {
  await live.change(work);
  cards.expect(number);
  cards.find(number)?.comments.expect(commentId);
  await live.refresh();
}

function choose(id) {
  if (id !== chosen) {
    chosen = id;
    cards = newCards();
    render();
  }
}

function filter(which) {
  shown = which;
  filters.forEach(button => button.setAttribute("aria-pressed", String(button.dataset.show === which)));
  render();
}

function render() {
  const repository = repositories.find(each => each.id === chosen) ?? repositories[0];
  chosen = repository?.id ?? null;
  const issues = (repository?.issues ?? []).toSorted((one, other) => other.number - one.number);
  const changes = cards.apply(issues);
  for (const issue of issues) {
    show(cards.find(issue.number).element, shown === "all" || issue.state === shown);
  }

  const open = issues.filter(issue => issue.state === "open").length;
  setText(byId("open-count"), String(open));
  setText(byId("closed-count"), String(issues.length - open));
  showRepository(repository);
  const visible = { all: issues.length, open, closed: issues.length - open }[shown];
  show(byId("empty"), visible === 0);
  setText(byId("empty"), !repository
    ? "There is no repository yet. Connect one in the host’s settings."
    : issues.length > 0 ? `No issue is ${shown}.` : "No issues yet. Open one above, or add a task on the board: it appears here by itself.");
  return changes;
}

function showRepository(repository) {
  const several = repositories.length > 1;
  setText(byId("repository-name"), repository?.fullName ?? "");
  show(byId("repository-choice"), several);
  const select = byId("repository-select");
  if (several && select.length !== repositories.length) {
    select.replaceChildren(...repositories.map(each => h("option", { value: each.id }, each.fullName)));
  }

  if (several) {
    select.value = String(repository.id);
  }
}

/** `#issue-12`, or `#issue-12@owner/name` where there are several repositories. */
function readHash() {
  const [, number, name] = /^#issue-(\d+)(?:@(.+))?$/.exec(decodeURIComponent(location.hash)) ?? [];
  return number ? { number: Number(number), name } : null;
}

function goToWanted() {
  const repository = wanted && repositories.find(each =>
    (!wanted.name || each.fullName === wanted.name) && each.issues.some(issue => issue.number === wanted.number));
  if (!repository) {
    return;
  }

  choose(repository.id);
  const { element } = cards.find(wanted.number);
  if (element.hidden) {
    filter("all");
  }

  element.scrollIntoView({ block: "start" });
  element.focus({ preventScroll: true });
  highlight(element, "is-changed");
  wanted = null;
}
