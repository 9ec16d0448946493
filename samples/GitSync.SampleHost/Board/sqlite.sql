-- The board's tables in SQLite; the host runs this at every start.
CREATE TABLE IF NOT EXISTS tasks (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    id              TEXT NOT NULL UNIQUE,
    project         TEXT NOT NULL,
    title           TEXT NOT NULL,
    body            TEXT NOT NULL,
    is_open         INTEGER NOT NULL,
    state_reason    TEXT NULL,
    labels          TEXT NOT NULL,
    assignees       TEXT NOT NULL,
    milestone       TEXT NULL,
    author          TEXT NULL,
    is_pull_request INTEGER NOT NULL,
    is_draft        INTEGER NOT NULL,
    is_merged       INTEGER NOT NULL,
    is_locked       INTEGER NOT NULL,
    modified_ticks  INTEGER NOT NULL,
    sync_stamp      TEXT NULL
);
CREATE TABLE IF NOT EXISTS comments (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    id              TEXT NOT NULL UNIQUE,
    task_id         TEXT NOT NULL,
    body            TEXT NOT NULL,
    author          TEXT NULL,
    modified_ticks  INTEGER NOT NULL,
    sync_stamp      TEXT NULL
);
CREATE TABLE IF NOT EXISTS people (
    login           TEXT NOT NULL COLLATE NOCASE PRIMARY KEY,
    user_id         TEXT NOT NULL UNIQUE
);
CREATE INDEX IF NOT EXISTS ix_comments_task ON comments (task_id, seq);
