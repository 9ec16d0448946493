// The board: people edit tasks here, and never wait for GitHub.
import { announce, announceChanges } from "../announce.js";
import { wireAddForm } from "../add-form.js";
import { board, gitHub } from "../api.js";
import { setText, show } from "../dom.js";
import { aim } from "../framed.js";
import { keyedList } from "../keyed.js";
import { startLive } from "../live.js";
import { showEmpty, showSummary } from "./surroundings.js";
import { taskCard } from "./task-card.js";

const byId = id => document.getElementById(id);
const lists = { open: byId("open"), closed: byId("closed") };
let tasks = [];
let repositories; // The simulator's, null with the real GitHub, undefined until asked.

const cards = keyedList({
  key: task => task.id,
  title: task => task.title,
  place: task => lists[task.status],
  // The sync status shows itself; a card is changed for a reader when what people wrote is.
  content: ({ sync, modifiedAt, gitHub: issue, ...rest }) => JSON.stringify(rest),
  make: task => taskCard(task, { actions, simulated: () => repositories, opened: () => live.refresh() }),
});

const actions = {
  edit: (id, fields) => change(id, async () => put(await board.editTask(id, fields))),
  async remove(id) {
    const { element } = cards.find(id);
    const next = element.nextElementSibling ?? element.previousElementSibling ?? byId("add-title");
    await change(id, async () => {
      await board.deleteTask(id);
      tasks = tasks.filter(task => task.id !== id);
    });
    next.focus();
    announce("The task is deleted.");
  },
  addComment: (taskId, body) => changeComments(taskId, null, () => board.addComment(taskId, body)),
  editComment: (taskId, id, body) => changeComments(taskId, id, () => board.editComment(id, body)),
  deleteComment: (taskId, id) => changeComments(taskId, id, () => board.deleteComment(id)),
};

const live = startLive({
  place: byId("live"),
  async load() {
    if (repositories === undefined) {
      repositories = await simulatedRepositories();
    }

    const opened = tasks.map(task => task.id).filter(id => cards.find(id)?.comments.isOpen());
    const [all, summary, ...comments] = await Promise.all([board.tasks(), board.summary(), ...opened.map(commentsOf)]);
    return { all, summary, comments };
  },
  apply({ all, summary, comments }) {
    tasks = all;
    announceChanges("task", render());
    comments.forEach(showComments);
    showSummary(byId("summary"), summary);
    show(byId("github-side"), repositories !== null);
    show(byId("side-by-side"), repositories !== null);
  },
});

wireAddForm(byId("add"), ({ title, body }) => live.change(async () => {
  const task = await board.addTask({ title, body });
  cards.expect(task.id);
  tasks = [...tasks, task];
  render();
  announce("The task is added.");
}));

aim(document.querySelector("a[href='/sync/operations']"));
aim(document.querySelector("a[href='/admin/sync']"));

function change(id, work) {
  return live.change(async () => {
    await work();
    cards.expect(id);
    render();
  });
}

async function changeComments(taskId, id, work) {
  const { comments } = cards.find(taskId);
  await live.change(async () => {
    const comment = await work();
    comments.expect(id ?? comment.id);
    showComments(await commentsOf(taskId));
  });
}

function put(task) {
  tasks = tasks.map(other => other.id === task.id ? task : other);
}

/** The newest first: that is the order in which nothing moves while people edit. */
function render() {
  const changes = cards.apply(tasks.toReversed());
  const open = tasks.filter(task => task.status === "open").length;
  setText(byId("open-count"), String(open));
  setText(byId("closed-count"), String(tasks.length - open));
  show(byId("columns"), tasks.length > 0);
  showEmpty(byId("empty"), tasks.length === 0, repositories !== null);
  return changes;
}

/** The comments of a task; none when it went meanwhile. */
async function commentsOf(taskId) {
  try {
    return { taskId, comments: await board.comments(taskId) };
  } catch (problem) {
    if (problem.status === 404) {
      return { taskId, comments: [] };
    }

    throw problem;
  }
}

function showComments({ taskId, comments }) {
  cards.find(taskId)?.comments.update(comments);
}

/** The simulator's repositories; null where the host works with the real GitHub. */
async function simulatedRepositories() {
  try {
    return (await gitHub.repositories()).map(repository => repository.fullName);
  } catch (problem) {
    if (problem.status === 404) {
      return null;
    }

    throw problem;
  }
}
