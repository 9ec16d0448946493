-- The board's tables in PostgreSQL; the host runs this when it starts. With Storage:Provisioning=Validate you run it, once, and give the host's
-- role USAGE on the schema and SELECT, INSERT, UPDATE, DELETE on its tables.
-- Hosts that start together wait for each other: IF NOT EXISTS alone fails when two of them make the same thing.
BEGIN;
SELECT pg_advisory_xact_lock(hashtextextended('gitsync-sample-board', 0));
CREATE SCHEMA IF NOT EXISTS board;
CREATE TABLE IF NOT EXISTS board.tasks (
    seq             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              text NOT NULL UNIQUE,
    project         text NOT NULL,
    title           text NOT NULL,
    body            text NOT NULL,
    is_open         boolean NOT NULL,
    state_reason    text NULL,
    labels          text NOT NULL,
    assignees       text NOT NULL,
    milestone       text NULL,
    author          text NULL,
    is_pull_request boolean NOT NULL,
    is_draft        boolean NOT NULL,
    is_merged       boolean NOT NULL,
    is_locked       boolean NOT NULL,
    modified_ticks  bigint NOT NULL,
    sync_stamp      text NULL
);
CREATE TABLE IF NOT EXISTS board.comments (
    seq             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              text NOT NULL UNIQUE,
    task_id         text NOT NULL,
    body            text NOT NULL,
    author          text NULL,
    modified_ticks  bigint NOT NULL,
    sync_stamp      text NULL
);
CREATE TABLE IF NOT EXISTS board.people (
    login           text NOT NULL,
    user_id         text NOT NULL UNIQUE
);
CREATE UNIQUE INDEX IF NOT EXISTS ux_people_login ON board.people (lower(login));
CREATE INDEX IF NOT EXISTS ix_comments_task ON board.comments (task_id, seq);
COMMIT;
