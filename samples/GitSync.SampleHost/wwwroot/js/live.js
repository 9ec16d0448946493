// The page keeps itself up to date: it asks every second while someone looks, rests in background tabs, and says how fresh it is.
import { h, setText, show } from "./dom.js";
import { clockTime, refreshTimes } from "./time.js";
import { announce } from "./announce.js";

const everyMilliseconds = 1000;
const longestWaitMilliseconds = 5_000;

/**
 * Starts polling: `load` fetches, `apply` puts the answer into the page.
 * An answer that was asked for before a change of our own is thrown away, for it may still show the old state.
 */
export function startLive({ load, apply, place }) {
  const badge = makeBadge(() => pause(!paused));
  place.replaceChildren(badge.element);
  let paused = false;
  let failures = 0;
  let freshAt = null;
  let changes = 0;
  let timer = 0;
  let asking = null;

  function pause(value) {
    paused = value;
    render();
    announce(paused ? "Updates are paused." : "Updates go on.");
    if (!paused) {
      poll();
    }
  }

  function render() {
    badge.set(paused ? "paused" : failures > 0 ? "stale" : freshAt ? "live" : "loading", freshAt);
  }

  function schedule() {
    clearTimeout(timer);
    if (!document.hidden && !paused) {
      timer = setTimeout(poll, Math.min(everyMilliseconds * 2 ** failures, longestWaitMilliseconds));
    }
  }

  async function ask() {
    const before = changes;
    try {
      const answer = await load();
      if (before === changes) {
        apply(answer);
      }

      freshAt = new Date();
      if (failures > 0) {
        announce("The page is up to date again.");
      }

      failures = 0;
    } catch (failure) {
      if (failures === 0) {
        console.warn(failure);
        announce("The host does not answer; the page shows what was last known.");
      }

      failures = Math.min(failures + 1, 10);
    }

    refreshTimes();
    render();
  }

  async function poll() {
    clearTimeout(timer);
    asking ??= ask().finally(() => asking = null);
    await asking;
    schedule();
  }

  document.addEventListener("visibilitychange", () => document.hidden ? clearTimeout(timer) : paused || poll());
  poll();

  return {
    /** Runs a change of our own; what was asked for before its end is not shown. */
    async change(work) {
      changes++;
      try {
        return await work();
      } finally {
        changes++;
      }
    },

    /** Asks again now, after what is under way. */
    async refresh() {
      await asking;
      await poll();
    },
  };
}

function makeBadge(toggle) {
  const text = h("span", {}, "Loading");
  const button = h("button", { type: "button", class: "quiet", onclick: toggle }, "Pause");
  const element = h("div", { class: "live", "data-state": "loading" }, h("span", { class: "dot" }), text, button);
  return {
    element,
    set(state, freshAt) {
      element.dataset.state = state;
      const since = freshAt ? ` since ${clockTime(freshAt)}` : "";
      setText(text, { loading: "Loading", live: "Live", paused: `Paused${since}`, stale: freshAt ? `Stale${since}` : "No answer yet" }[state]);
      setText(button, state === "paused" ? "Resume" : "Pause");
      button.setAttribute("aria-label", state === "paused" ? "Resume updates" : "Pause updates");
      show(button, state !== "loading");
    },
  };
}
