// Requests to the host, and the errors they come back with.

/** Tasks per page of the API; a shorter page is the last one. */
const pageSize = 500;

/** The board shows the first pages only; more belongs into another tool. */
const maximumPages = 4;

/** A request that takes longer is given up, and tried again by whoever polls. */
const timeoutMilliseconds = 10_000;

/** A refusal (RFC 9457 problem details) or a failure to reach the host. */
export class Problem extends Error {
  constructor(message, { status = 0, fields = {} } = {}) {
    super(message);
    this.status = status;
    this.fields = fields;
  }

  /** What to say beside one field: its own mistakes, else the whole sentence. */
  about(field) {
    return this.fields[field]?.join(" ") ?? this.message;
  }
}

async function request(method, path, content) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: content === undefined ? {} : { "content-type": "application/json" },
      body: content === undefined ? undefined : JSON.stringify(content),
      cache: "no-store",
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    if (response.ok) {
      return response.status === 204 ? null : await response.json();
    }
  } catch {
    throw new Problem("The host does not answer. What you wrote is kept; try again.");
  }

  throw await problemOf(response);
}

async function problemOf(response) {
  const document = await response.json().catch(() => ({}));
  const fields = document.errors ?? {};
  const mistakes = Object.entries(fields).map(([field, sentences]) => `${field ? `${field}: ` : ""}${sentences.join(" ")}`);
  const message = mistakes.join(" ") || document.detail || document.title || `The host answered ${response.status}.`;
  return new Problem(message, { status: response.status, fields });
}

const part = encodeURIComponent;

/** The board's own API. */
export const board = {
  async tasks() {
    const all = [];
    for (let page = 0; page < maximumPages; page++) {
      const after = all.length > 0 ? `?after=${part(all.at(-1).id)}` : "";
      const tasks = await request("GET", `/api/tasks${after}`);
      all.push(...tasks);
      if (tasks.length < pageSize) {
        break;
      }
    }

    return all;
  },
  addTask: fields => request("POST", "/api/tasks", fields),
  editTask: (id, fields) => request("PATCH", `/api/tasks/${part(id)}`, fields),
  deleteTask: id => request("DELETE", `/api/tasks/${part(id)}`),
  comments: taskId => request("GET", `/api/tasks/${part(taskId)}/comments`),
  addComment: (taskId, body) => request("POST", `/api/tasks/${part(taskId)}/comments`, { body }),
  editComment: (id, body) => request("PATCH", `/api/comments/${part(id)}`, { body }),
  deleteComment: id => request("DELETE", `/api/comments/${part(id)}`),
  summary: () => request("GET", "/sync/summary"),

  /** `path` is task or comment, a slash, and its encoded id. */
  why: path => request("GET", `/sync/why/${path}`),
  restore: (operationId, field) => request("POST", `/sync/operations/${part(operationId)}/conflicts/${part(field)}/restore`),
  decide: (path, field, side) => request("POST", `/sync/conflicts/${path}/${part(field)}/${side}`),
};

/** What a person does on GitHub's site, on the simulator. */
export const gitHub = {
  repositories: () => request("GET", "/api/github-side"),
  makeWeather: () => request("POST", "/simulator/weather"),

  /** The weather under way, or the last one; null when there was none. */
  weather: () => request("GET", "/simulator/weather"),
  openIssue: (repository, fields) => request("POST", `/api/github-side/${repository}/issues`, fields),
  editIssue: (repository, number, fields) => request("PATCH", `/api/github-side/${repository}/issues/${number}`, fields),
  deleteIssue: (repository, number) => request("DELETE", `/api/github-side/${repository}/issues/${number}`),
  addComment: (repository, number, body) => request("POST", `/api/github-side/${repository}/issues/${number}/comments`, { body }),
  editComment: (repository, id, body) => request("PATCH", `/api/github-side/${repository}/comments/${id}`, { body }),
  deleteComment: (repository, id) => request("DELETE", `/api/github-side/${repository}/comments/${id}`),
};
