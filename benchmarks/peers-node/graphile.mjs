import { EventEmitter, once } from "node:events";
import { Logger, makeWorkerUtils, run } from "graphile-worker";
import { readArguments } from "./arguments.mjs";
import { payload } from "./ledger.mjs";
import pinned from "./package.json" with { type: "json" };
import { runScenario } from "./scenarios.mjs";

/** Jobs of one queue run one at a time. */
const task = "job";

/**
 * One by one each worker asks the database for its next job; batched, many are fetched and completed at once. A batch that holds less
 * than was asked for, as it does where one key has many jobs, makes it wait for the next poll: hence the short interval.
 */
const modes = {
  graphile: {},
  "graphile-batched": { worker: { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0, pollInterval: 5 } },
};

class GraphileQueue {
  version = pinned.dependencies["graphile-worker"];
  #asked;
  #utils;
  #runner;

  constructor(asked) {
    this.#asked = asked;
  }

  async open() {
    this.#utils = await makeWorkerUtils(this.#connection());
    await this.#utils.migrate();
  }

  enqueue({ number, key }) {
    return this.#utils.addJob(task, { number, payload }, { queueName: `key-${key}` });
  }

  enqueueMany(jobs) {
    return this.#utils.addJobs(
      jobs.map(({ number, key }) => ({ identifier: task, payload: { number, payload }, queueName: `key-${key}` })),
    );
  }

  async countStored() {
    return await this.#utils.withPgClient(async (client) => {
      const { rows } = await client.query("select count(*)::int as jobs from graphile_worker.jobs");
      return rows[0].jobs;
    });
  }

  async analyze() {
    await this.#utils.withPgClient((client) => client.query("analyze"));
  }

  /** From the first time that a worker asks for a job; what comes before happens once in the life of a host. */
  async start(ledger) {
    const events = new EventEmitter();
    const asks = once(events, "worker:getJob:start").then(() => performance.now());
    this.#runner = await run({
      ...this.#connection(),
      events,
      noHandleSignals: true,
      concurrency: this.#asked.workers,
      preset: modes[this.#asked.system],
      taskList: { [task]: ({ number }) => ledger.run(number, this.#asked.handlerMs) },
    });
    return await asks;
  }

  async stop() {
    await this.#runner.stop();
  }

  async close() {
    await this.#utils.release();
  }

  /** One for each worker or producer, and a few for what goes on beside them. */
  #connection() {
    return { connectionString: this.#asked.database, maxPoolSize: this.#asked.workers + 4, logger: errorsOnly };
  }
}

const errorsOnly = new Logger(() => (level, message) => {
  if (level === "error") {
    console.error(message);
  }
});

const asked = readArguments();
if (!asked || !(asked.system in modes)) {
  process.exitCode = 2;
} else {
  await runScenario(new GraphileQueue(asked), asked);
}
