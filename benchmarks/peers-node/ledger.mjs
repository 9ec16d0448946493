/** Without a single end for so long, the rest is given up as lost. */
const stallLimitMs = 60_000;

/** About 600 bytes with what is around it. */
export const payload = "x".repeat(560);

/**
 * Writes down when each job was enqueued, started and ended. Order goes by a counter, not by a clock: one job is older than another
 * only if the call that enqueued it had returned before the other's began, or if it stood before it in one call.
 */
export class Ledger {
  #entries;
  #running = new Map();
  #awaited;
  #event = 0;
  #ended = 0;
  #overlaps = 0;
  #doubled = 0;
  #reached = Promise.withResolvers();

  /** `jobs` are `{ number, key }`, numbered from 0 on; so many of them are to run. */
  constructor(jobs, awaited) {
    this.jobs = jobs;
    this.#awaited = awaited;
    this.#entries = jobs.map((job) => ({ key: job.key, enqueuedAt: 0, startedAt: 0, enqueuing: 0, enqueued: 0, started: 0, runs: 0 }));
  }

  enqueuing(number) {
    this.#entries[number].enqueuedAt = performance.now();
    this.#entries[number].enqueuing = ++this.#event;
  }

  enqueued(number) {
    this.#entries[number].enqueued = ++this.#event;
  }

  /** What every job does: it is written down, and takes as long as it is told to. */
  async run(number, handlerMs) {
    const entry = this.#entries[number];
    const now = performance.now();
    const running = (this.#running.get(entry.key) ?? 0) + 1;
    this.#running.set(entry.key, running);
    this.#overlaps += running > 1 ? 1 : 0;
    entry.runs++;
    if (entry.runs > 1) {
      this.#doubled++;
    } else {
      entry.startedAt = now;
      entry.started = ++this.#event;
    }

    if (handlerMs > 0) {
      await new Promise((done) => setTimeout(done, handlerMs));
    }

    this.#running.set(entry.key, this.#running.get(entry.key) - 1);
    if (entry.runs === 1 && ++this.#ended === this.#awaited) {
      this.#reached.resolve(performance.now());
    }
  }

  /** Seconds from then until the last awaited job ended, or until now when some did not. */
  async awaitEnd(since) {
    let before = -1;
    const stalled = Promise.withResolvers();
    const watch = setInterval(() => {
      if (before === this.#ended) {
        stalled.resolve(performance.now());
      }

      before = this.#ended;
    }, stallLimitMs);
    const until = await Promise.race([this.#reached.promise, stalled.promise]);
    clearInterval(watch);
    return (until - since) / 1000;
  }

  /** Milliseconds from the call that enqueued a job until its handler had it, sorted, of the jobs from that one on that ran. */
  waits(from) {
    const ran = this.#entries.slice(from).filter((entry) => entry.started > 0);
    return ran.map((entry) => entry.startedAt - entry.enqueuedAt).sort((one, other) => one - other);
  }

  check() {
    const byKey = Map.groupBy(this.#entries, (entry) => entry.key);
    let outOfOrder = 0;
    for (const entries of byKey.values()) {
      outOfOrder += countOvertaken(entries);
    }

    return { overlaps: this.#overlaps, outOfOrder, lost: Math.max(0, this.#awaited - this.#ended), doubled: this.#doubled };
  }
}

/** In the order of their starts, with those that did not start at the end: whoever comes after a younger one was overtaken. */
function countOvertaken(entries) {
  const place = (entry) => (entry.started > 0 ? entry.started : Number.MAX_SAFE_INTEGER);
  let overtaken = 0;
  let youngest = 0;
  for (const entry of entries.toSorted((one, other) => place(one) - place(other))) {
    overtaken += entry.enqueued > 0 && entry.enqueued < youngest ? 1 : 0;
    youngest = entry.started > 0 ? Math.max(youngest, entry.enqueuing) : youngest;
  }

  return overtaken;
}
