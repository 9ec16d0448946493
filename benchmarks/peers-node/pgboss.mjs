import { PgBoss } from "pg-boss";
import { readArguments } from "./arguments.mjs";
import { payload } from "./ledger.mjs";
import pinned from "./package.json" with { type: "json" };
import { runScenario } from "./scenarios.mjs";

const queueName = "jobs";

/**
 * Jobs of different keys that one fetch takes. Each fetch looks for the oldest job of every key over the whole queue, and two at a time
 * take each other's: one loop that asks for much is faster and steadier than several.
 */
const maximumFetched = 2_000;

/** How soon the loop asks again when there was nothing. */
const idleMs = 5;

class PgBossQueue {
  version = pinned.dependencies["pg-boss"];
  #asked;
  #boss;
  #loop;
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

  async analyze() {
    await this.#boss.getDb().executeSql("analyze");
  }

  async start(ledger) {
    this.#running = true;
    this.#loop = this.#fetchAndRun(ledger);
    return performance.now();
  }

  async stop() {
    this.#running = false;
    await this.#loop;
  }

  async close() {
    await this.#boss.stop({ graceful: false });
  }

  /** work() waits half a second between two polls; so jobs are fetched and completed by a loop of our own. A fetch takes one job of a key. */
  async #fetchAndRun(ledger) {
    // A handler that does nothing is over before the next one starts: only one that takes time can exceed the workers.
    const batchSize = this.#asked.handlerMs > 0 ? this.#asked.workers : maximumFetched;
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
