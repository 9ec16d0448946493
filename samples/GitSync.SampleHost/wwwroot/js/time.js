// Times as people say them; the exact one is in the title.
import { h, setText } from "./dom.js";

const relative = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto", style: "narrow" });
const exact = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "long" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const units = [["day", 86_400], ["hour", 3_600], ["minute", 60]];

/** A time of today: HH:MM:SS. */
export const clockTime = time => clock.format(time);

/** A <time> that is kept up to date by {@link refreshTimes}. */
export function timeElement() {
  return h("time");
}

/** Sets a <time>. */
export function setTime(element, iso) {
  if (element.dateTime !== iso) {
    element.dateTime = iso;
    element.title = exact.format(new Date(iso));
    setText(element, ago(iso));
  }
}

/** Brings every <time> of the page up to date. */
export function refreshTimes() {
  for (const element of document.querySelectorAll("time[datetime]")) {
    setText(element, ago(element.dateTime));
  }
}

function ago(iso) {
  const seconds = (Date.now() - Date.parse(iso)) / 1000;
  for (const [unit, length] of units) {
    if (seconds >= length) {
      return relative.format(-Math.floor(seconds / length), unit);
    }
  }

  return "just now";
}
