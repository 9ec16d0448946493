// Why a record stands as it does: the answer of /sync/why, kept up to date by a stream of events while someone looks at it.
import { failures } from "../actions.js";
import { announce } from "../announce.js";
import { board } from "../api.js";
import { h } from "../dom.js";
import { aim } from "../framed.js";
import { clockTime, setTime, timeElement } from "../time.js";
import { conflictList } from "./conflicts.js";

const shownOperations = 5;

/** The one panel that is open: a browser allows six connections to a host, and the page needs the others. */
let current = null;

document.addEventListener("visibilitychange", () => document.hidden ? current?.rest() : current?.listen());

/**
 * A disclosure. `told(status)` hears each status of the stream, `valueOf(field)` gives the record's value as conflicts write it,
 * `label` of the returned object names the disclosure.
 */
export function whyPanel(kind, id, { told, valueOf }) {
  const path = `${kind}/${encodeURIComponent(id)}`;
  const summary = h("summary", {}, "why?");
  const content = h("div", { class: "why-content", "aria-busy": "true" });
  const problem = failures();
  const element = h("details", { class: "why", name: "why" }, summary, content, problem.element);
  let stream = null;
  let shown = "";
  let asked = 0;

  const panel = {
    listen() {
      if (!stream) {
        stream = new EventSource(`/sync/status/${path}/events`);
        stream.addEventListener("status", hear);
      }
    },
    rest() {
      stream?.close();
      stream = null;
    },
  };

  function hear(event) {
    if (!element.isConnected) {
      close();
      return;
    }

    told(JSON.parse(event.data));
    ask();
  }

  async function ask() {
    const mine = ++asked;
    await problem.attempt(async () => {
      const why = await board.why(path);
      if (mine === asked) {
        render(why);
      }
    });
  }

  /** Only what changed is put in anew: a selection or a focused button is not disturbed for nothing. */
  function render(why) {
    const text = JSON.stringify(why) + why.operations.flatMap(each => each.conflicts).map(conflict => valueOf(conflict.field)).join();
    if (shown === text) {
      return;
    }

    shown = text;
    content.replaceChildren(...[
      h("p", { class: "sync-reason" }, why.answer),
      conflictList(why, { valueOf, restore, decide }),
      facts(why),
      story(why.operations),
      operationsLink(kind, id),
    ].filter(Boolean));
    content.removeAttribute("aria-busy");
  }

  const restore = (operation, field) => act(() => board.restore(operation, field));
  const decide = (field, side) => act(() => board.decide(path, field, side));

  async function act(work) {
    const done = await problem.attempt(async () => announce((await work()).explanation));
    summary.focus();
    if (done) {
      shown = "";
      await ask();
    }
  }

  function close() {
    panel.rest();
    current = current === panel ? null : current;
  }

  element.addEventListener("toggle", () => {
    if (!element.open) {
      close();
      return;
    }

    current?.rest();
    current = panel;
    panel.listen();
  });

  return {
    element,
    name(text) {
      if (summary.textContent !== text) {
        summary.textContent = text;
      }
    },
  };
}

/** What the answer rests on. */
function facts({ connection, outbound, writes, limit, lane, breakerOpenSince, delivery }) {
  const rows = [
    ["Repository", connection ? [connection.repository, connection.refusal].filter(Boolean).join(": ") : "not connected"],
    outbound && ["May leave", outbound.mayLeave ? "yes" : outbound.reason],
    writes && ["Writes", [writes.mode, writes.reason].filter(Boolean).join(": ")],
    limit && ["Limit", `until ${clockTime(new Date(limit.until))}: ${limit.reason}`],
    breakerOpenSince && ["Breaker", `open since ${clockTime(new Date(breakerOpenSince))}`],
    lane && ["Queue", queueOf(lane)],
    delivery && ["Webhook", `${delivery.event}${delivery.action ? `.${delivery.action}` : ""} at ${clockTime(new Date(delivery.receivedAt))}`],
  ].filter(Boolean);
  return h("dl", { class: "why-facts" }, rows.map(([name, text]) => h("div", {}, h("dt", {}, name), h("dd", {}, text))));
}

function queueOf({ isRunning, headId, dueAt, attempts }) {
  if (isRunning) {
    return "running";
  }

  const tries = attempts > 0 ? ` after ${attempts} ${attempts === 1 ? "try" : "tries"}` : "";
  return !headId ? "nothing waits" : dueAt ? `next at ${clockTime(new Date(dueAt))}${tries}` : `queued${tries}`;
}

/** The last operations, newest first. */
function story(operations) {
  return h("ol", { class: "why-story" }, operations.slice(0, shownOperations).map(operation => {
    const time = timeElement();
    setTime(time, operation.endedAt ?? operation.createdAt);
    const way = operation.direction === "inbound" ? "from GitHub" : "from here";
    return h("li", {}, h("span", { class: "why-when" }, time, ` · ${way} · ${operation.state}`), ` ${operation.explanation ?? ""}`);
  }));
}

function operationsLink(kind, id) {
  return aim(h("a", { class: "operations", href: `/sync/operations?${kind}Id=${encodeURIComponent(id)}` }, `All operations of this ${kind}`));
}
