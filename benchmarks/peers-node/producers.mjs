/** Jobs that one call takes where many are stored at once. */
const bulkSize = 2_000;

/** Enqueues all jobs of a ledger from so many callers, each of which waits for every call. */
export async function enqueueAll(queue, ledger, callers) {
  let next = 0;
  const caller = async () => {
    while (next < ledger.jobs.length) {
      await enqueueOne(queue, ledger, ledger.jobs[next++]);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

/** Enqueues all jobs of a ledger, many a call, from one caller. */
export async function bulk(queue, ledger) {
  for (let from = 0; from < ledger.jobs.length; from += bulkSize) {
    const jobs = ledger.jobs.slice(from, from + bulkSize);
    // Within one call the place in it is the order: each is enqueued before the next one's enqueuing begins.
    for (const job of jobs) {
      ledger.enqueuing(job.number);
      ledger.enqueued(job.number);
    }

    await queue.enqueueMany(jobs);
  }
}

/** Enqueues all jobs of a ledger at so many per second, whether or not the call before has returned. */
export async function trickle(queue, ledger, perSecond) {
  const calls = [];
  const since = performance.now();
  for (const job of ledger.jobs) {
    const wait = (job.number / perSecond) * 1000 - (performance.now() - since);
    if (wait > 0) {
      await new Promise((done) => setTimeout(done, wait));
    }

    calls.push(enqueueOne(queue, ledger, job));
  }

  await Promise.all(calls);
}

async function enqueueOne(queue, ledger, job) {
  ledger.enqueuing(job.number);
  await queue.enqueue(job);
  ledger.enqueued(job.number);
}
