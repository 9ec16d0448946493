import { PgBoss } from "pg-boss";
import { readArguments } from "./arguments.mjs";
import { payload } from "./ledger.mjs";
import pinned from "./package.json" with { type: "json" };
import { runScenario } from "./scenarios.mjs";

const queueName = "jobs";

/** Asking finds the oldest job of every key that has none running, over the whole queue: few that ask for much are cheaper than many. */
const fetchers = 2;
const maximumFetched = 1_000;

/** How soon an idle fetcher asks again. */
const idleMs = 5;

class PgBossQueue {
  version = pinned.dependencies["pg-boss"];
  #asked;
  #boss;
  #loops = [];
  #running = false;

  constructor(asked) {
    this.#asked = asked;
  }

  async open() {
    this.#boss = new PgBoss({ connectionString: this.#asked.database, max: this.#asked.workers + 4, schedule: false });
    this.#boss.on("error", (error) => console.error(error));
    await this.#boss.start();
    // A partition of its own keeps the queue's indexes to what its policy needs.
    await this.#boss.createQueue(queueName, { policy: "key_strict_fifo", partition: true });
  }

  enqueue({ number, key }) {
    return this.#boss.send(queueName, { number, payload }, { singletonKey: `key-${key}` });
  }

  enqueueMany(jobs) {
    return this.#boss.insert(
      queueName,
      jobs.map(({ number, key }) => ({ data: { number, payload }, singletonKey: `key-${key}` })),
    );
  }

  async countStored() {
    const { rows } = await this.#boss.getDb().executeSql("select count(*)::int as jobs from pgboss.job where name = $1", [queueName]);
    return rows[0].jobs;
  }

  async start(ledger) {
    this.#running = true;
    this.#loops = Array.from({ length: fetchers }, () => this.#fetchAndRun(ledger));
    return performance.now();
  }

  async stop() {
    this.#running = false;
    await Promise.all(this.#loops);
  }

  async close() {
    await this.#boss.stop({ graceful: false });
  }

  /** work() waits half a second between two polls; so jobs are fetched and completed by loops of our own. A fetch takes one job of a key. */
  async #fetchAndRun(ledger) {
    const workers = Math.ceil(this.#asked.workers / fetchers);
    const batchSize = this.#asked.handlerMs > 0 ? workers : maximumFetched;
    while (this.#running) {
      const jobs = await this.#boss.fetch(queueName, { batchSize });
      if (jobs.length === 0) {
        await new Promise((done) => setTimeout(done, idleMs));
        continue;
      }

      await Promise.all(jobs.map((job) => ledger.run(job.data.number, this.#asked.handlerMs)));
      await this.#boss.complete(queueName, jobs.map((job) => job.id));
    }
  }
}

const asked = readArguments();
if (asked?.system !== "pgboss") {
  process.exitCode = 2;
} else {
  await runScenario(new PgBossQueue(asked), asked);
}
