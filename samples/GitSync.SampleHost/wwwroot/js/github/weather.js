// "Make some weather": a bad day of half a minute, and how far it is.
import { announce } from "../announce.js";
import { failures } from "../actions.js";
import { gitHub } from "../api.js";
import { h, setText, show } from "../dom.js";
import { aim } from "../framed.js";

const everyMilliseconds = 1000;

/** A weather ends by itself within three minutes; nobody asks longer. */
const maximumAsks = 200;

const words = { planned: "", running: "now: ", done: "", skipped: "left out: " };

/** Wires the form; without this script it posts all the same. */
export function wireWeather(form) {
  const button = form.querySelector("button");
  const problem = failures();
  const title = h("summary");
  const scenes = h("ol", { class: "weather-scenes" });
  const dashboard = aim(h("a", { href: "/admin/sync" }, "dashboard"));
  const report = h("details", { class: "weather-report", open: true, hidden: true }, title, scenes, h("p", {}, "Watch it on the ", dashboard, "."));
  form.append(problem.element);
  form.after(report);

  form.addEventListener("submit", async event => {
    event.preventDefault();
    button.disabled = true;
    await problem.attempt(async () => {
      const begun = await gitHub.makeWeather();
      announce(`Weather ${begun.seed} has begun.`);
      await follow(begun);
    });
    button.disabled = false;
  });

  async function follow(weather) {
    for (let asked = 0; asked < maximumAsks; asked++) {
      render(weather);
      if (weather.endedAt) {
        announce(`Weather ${weather.seed} is over.`);
        return;
      }

      await new Promise(resolve => setTimeout(resolve, everyMilliseconds));
      weather = await gitHub.weather();
    }
  }

  function render({ seed, endedAt, scenes: all }) {
    const done = all.filter(scene => scene.state !== "planned" && scene.state !== "running").length;
    setText(title, `Weather ${seed}${endedAt ? " is over" : `: ${done} of ${all.length}`}`);
    show(report, true);
    if (scenes.childElementCount !== all.length) {
      scenes.replaceChildren(...all.map(() => h("li")));
    }

    all.forEach(({ sentence, state, reason }, i) => {
      const line = scenes.children[i];
      line.dataset.state = state;
      setText(line, `${words[state]}${sentence}${reason ? ` (${reason})` : ""}`);
    });
  }

  // One that is under way when the page is opened.
  problem.attempt(async () => {
    const weather = await gitHub.weather();
    if (weather && !weather.endedAt) {
      button.disabled = true;
      await follow(weather);
      button.disabled = false;
    }
  });
}
