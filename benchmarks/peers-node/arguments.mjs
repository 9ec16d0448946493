import { parseArgs } from "node:util";

const usage =
  "usage: <graphile | graphile-batched | pgboss> <enqueue | bulk | drain | hot | backlog | handler | latency> --database URL" +
  " [--jobs N] [--keys K] [--workers W] [--backlog B] [--rate R] [--seconds S] [--handler-ms MS]";

/** What a run is asked for, the same words as of the .NET program; undefined, and how to call it on the error output, when it cannot be read. */
export function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      database: { type: "string" },
      jobs: { type: "string", default: "2000" },
      keys: { type: "string", default: "200" },
      workers: { type: "string", default: "16" },
      backlog: { type: "string", default: "10000" },
      rate: { type: "string", default: "50" },
      seconds: { type: "string", default: "5" },
      "handler-ms": { type: "string", default: "5" },
    },
  });
  const [system, scenario] = positionals;
  if (!system || !scenario || !values.database) {
    console.error(usage);
    return undefined;
  }

  return {
    system,
    scenario,
    database: values.database,
    jobs: Number(values.jobs),
    keys: Number(values.keys),
    workers: Number(values.workers),
    backlog: Number(values.backlog),
    rate: Number(values.rate),
    seconds: Number(values.seconds),
    handlerMs: scenario === "handler" ? Number(values["handler-ms"]) : 0,
  };
}
