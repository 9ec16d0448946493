import { Ledger } from "./ledger.mjs";
import { bulk, enqueueAll, trickle } from "./producers.mjs";

/** Code is compiled and connections are opened once in the life of a host; the figures are about the time after. */
const warmUpJobs = 300;

/**
 * Runs one scenario against a queue, and writes its one line. A queue has `version`, `open()`, `enqueue(job)`, `enqueueMany(jobs)`,
 * `countStored()`, `analyze()`, `start(ledger)` (jobs run from now on; returns when that was), `stop()` and `close()`.
 */
export async function runScenario(queue, asked) {
  await queue.open();
  await drainWhileLoading(queue, spread(warmUpJobs, asked.keys), asked);
  const measured = await scenarios[asked.scenario](queue, asked);
  await queue.close();
  console.log(
    JSON.stringify({
      system: asked.system,
      version: queue.version,
      scenario: asked.scenario,
      figures: measured.figures,
      peakBytes: process.resourceUsage().maxRSS * 1024,
      order: measured.order,
    }),
  );
  process.exitCode = measured.order.lost === 0 ? 0 : 1;
}

const scenarios = {
  enqueue: (queue, asked) => enqueue(queue, asked, (ledger) => enqueueAll(queue, ledger, asked.workers)),
  bulk: (queue, asked) => enqueue(queue, asked, (ledger) => bulk(queue, ledger)),
  drain: (queue, asked) => drain(queue, spread(asked.jobs, asked.keys), asked.jobs),
  handler: (queue, asked) => drain(queue, spread(asked.jobs, asked.keys), asked.jobs),
  backlog: (queue, asked) => drain(queue, spread(asked.backlog, asked.keys), Math.min(asked.jobs, asked.backlog)),
  hot,
  latency,
};

/** What was stored is counted. */
async function enqueue(queue, asked, load) {
  const before = await queue.countStored();
  const since = performance.now();
  await load(new Ledger(spread(asked.jobs, asked.keys), asked.jobs));
  const seconds = (performance.now() - since) / 1000;
  const stored = (await queue.countStored()) - before;
  const order = { overlaps: 0, outOfOrder: 0, lost: Math.max(0, asked.jobs - stored), doubled: 0 };
  return { figures: { perSecond: asked.jobs / seconds }, order };
}

async function drain(queue, jobs, awaited) {
  const ledger = new Ledger(jobs, awaited);
  await bulk(queue, ledger);
  // Without what the database would soon find out by itself, some peers' drains are by chance a hundred times slower.
  await queue.analyze();
  const since = await queue.start(ledger);
  const seconds = await ledger.awaitEnd(since);
  await queue.stop();
  return { figures: { perSecond: awaited / seconds }, order: ledger.check() };
}

/** Once loaded and then drained, once drained while it is loaded: the second is what a burst is like. */
async function hot(queue, asked) {
  // Every second job is of one key, the others are spread over the rest.
  const keyOf = (number) => (number % 2 === 0 ? 0 : 1 + (((number - 1) / 2) % asked.keys));
  const jobs = Array.from({ length: asked.jobs }, (_, number) => ({ number, key: keyOf(number) }));
  const drained = await drain(queue, jobs, asked.jobs);
  const burst = await drainWhileLoading(queue, jobs, asked);
  const order = Object.fromEntries(Object.entries(drained.order).map(([name, count]) => [name, count + burst.order[name]]));
  return { figures: { ...drained.figures, loadAndDrainPerSecond: asked.jobs / burst.seconds }, order };
}

/** The first second is left out. */
async function latency(queue, asked) {
  const jobs = spread(asked.rate * (asked.seconds + 1), asked.keys);
  const ledger = new Ledger(jobs, jobs.length);
  const since = await queue.start(ledger);
  await trickle(queue, ledger, asked.rate);
  await ledger.awaitEnd(since);
  await queue.stop();
  const waits = ledger.waits(asked.rate);
  const at = (share) => waits[Math.floor((waits.length - 1) * share)];
  return { figures: { p50Ms: at(0.5), p99Ms: at(0.99) }, order: ledger.check() };
}

async function drainWhileLoading(queue, jobs, asked) {
  const ledger = new Ledger(jobs, jobs.length);
  await queue.start(ledger);
  const since = performance.now();
  await enqueueAll(queue, ledger, asked.workers);
  const seconds = await ledger.awaitEnd(since);
  await queue.stop();
  return { seconds, order: ledger.check() };
}

function spread(jobs, keys) {
  return Array.from({ length: jobs }, (_, number) => ({ number, key: number % keys }));
}
