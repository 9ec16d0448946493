-- Never edited after release: a change is a new numbered file.
-- Times are microseconds since 1970-01-01T00:00:00Z, ids of operations 16 bytes in network order (so they sort as made),
-- enumerations the numbers of GitSync.Core's enums, which do not change; rules are names.

CREATE TABLE gitsync_connections (
  project TEXT NOT NULL PRIMARY KEY,
  repository_id INTEGER NOT NULL UNIQUE,
  installation_id INTEGER,
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  offered_installation_id INTEGER,
  obstacles INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE gitsync_deliveries (
  id BLOB NOT NULL PRIMARY KEY,
  event TEXT NOT NULL,
  action TEXT,
  installation_id INTEGER,
  repository_id INTEGER,
  received_at INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  body BLOB NOT NULL
);

-- What the rules compare, and the link, which is read only when a lane is claimed or shown.
CREATE TABLE gitsync_lanes (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  local_name TEXT,
  remote_name TEXT,
  marker TEXT,
  parent_id INTEGER,
  repository_id INTEGER NOT NULL,
  installation_id INTEGER,
  fence INTEGER NOT NULL,
  tombstone_id BLOB,
  tombstone_side INTEGER,
  tombstone_at INTEGER,
  watermark_at INTEGER,
  watermark_id BLOB,
  watermark_hash BLOB,
  pull_watermark_at INTEGER,
  pull_watermark_id BLOB,
  pull_watermark_hash BLOB,
  record_modified_at INTEGER,
  record_id BLOB,
  outcome_id BLOB,
  outcome_state INTEGER,
  outcome_at INTEGER,
  outcome_rule TEXT,
  outcome_explanation TEXT,
  link BLOB
);
CREATE UNIQUE INDEX gitsync_lanes_local ON gitsync_lanes (local_name) WHERE local_name IS NOT NULL;
CREATE UNIQUE INDEX gitsync_lanes_remote ON gitsync_lanes (remote_name) WHERE remote_name IS NOT NULL;
CREATE INDEX gitsync_lanes_marker ON gitsync_lanes (marker) WHERE marker IS NOT NULL;
CREATE INDEX gitsync_lanes_repository ON gitsync_lanes (repository_id);
CREATE INDEX gitsync_lanes_parent ON gitsync_lanes (parent_id) WHERE parent_id IS NOT NULL;

-- Every operation that ever entered, with its document, written once, and the lane whose tables hold the rest. What makes entering
-- twice harmless; and queued, running and history stay narrow, because moving an operation between them moves no document.
CREATE TABLE gitsync_operations (
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  lane_id INTEGER NOT NULL,
  document BLOB NOT NULL
);

CREATE TABLE gitsync_queued (
  id BLOB NOT NULL,
  lane_id INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  direction INTEGER NOT NULL,
  action INTEGER NOT NULL,
  remote_kind INTEGER NOT NULL,
  github_updated_at INTEGER,
  hash BLOB,
  repository_id INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  ordered_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  waiting_since INTEGER NOT NULL,
  due_at INTEGER,
  started_at INTEGER,
  attempts INTEGER NOT NULL,
  rule TEXT,
  explanation TEXT,
  error_code TEXT,
  error_message TEXT,
  error_status INTEGER,
  linked_lane_id INTEGER,
  parent_lane_id INTEGER,
  number INTEGER NOT NULL,
  PRIMARY KEY (lane_id, ordered_at, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX gitsync_queued_id ON gitsync_queued (id);
CREATE INDEX gitsync_queued_waiting ON gitsync_queued (waiting_since);

-- One row per lane that can start: its head. Claims walk the primary key.
CREATE TABLE gitsync_ready (
  priority INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  lane_id INTEGER NOT NULL UNIQUE,
  PRIMARY KEY (priority, due_at, lane_id)
) WITHOUT ROWID;

-- The primary key is the guarantee that a lane runs once at a time.
CREATE TABLE gitsync_running (
  lane_id INTEGER PRIMARY KEY,
  worker_id TEXT NOT NULL,
  id BLOB NOT NULL,
  kind INTEGER NOT NULL,
  direction INTEGER NOT NULL,
  action INTEGER NOT NULL,
  remote_kind INTEGER NOT NULL,
  github_updated_at INTEGER,
  hash BLOB,
  repository_id INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  ordered_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  waiting_since INTEGER NOT NULL,
  due_at INTEGER,
  started_at INTEGER,
  attempts INTEGER NOT NULL,
  rule TEXT,
  explanation TEXT,
  error_code TEXT,
  error_message TEXT,
  error_status INTEGER,
  linked_lane_id INTEGER,
  parent_lane_id INTEGER,
  number INTEGER NOT NULL
);

CREATE TABLE gitsync_history (
  lane_id INTEGER NOT NULL,
  id BLOB NOT NULL,
  state INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  canceled_by BLOB,
  duplicate_of BLOB,
  dropped_for BLOB,
  kind INTEGER NOT NULL,
  direction INTEGER NOT NULL,
  action INTEGER NOT NULL,
  remote_kind INTEGER NOT NULL,
  github_updated_at INTEGER,
  hash BLOB,
  repository_id INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  ordered_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  waiting_since INTEGER NOT NULL,
  due_at INTEGER,
  started_at INTEGER,
  attempts INTEGER NOT NULL,
  rule TEXT,
  explanation TEXT,
  error_code TEXT,
  error_message TEXT,
  error_status INTEGER,
  linked_lane_id INTEGER,
  parent_lane_id INTEGER,
  number INTEGER NOT NULL
);
CREATE UNIQUE INDEX gitsync_history_lane ON gitsync_history (lane_id, id);
-- Most operations complete (state 2) and are found through gitsync_operations; the rarer ends have an index of their own.
CREATE INDEX gitsync_history_state ON gitsync_history (state, id) WHERE state <> 2;

CREATE TABLE gitsync_workers (
  worker_id TEXT NOT NULL PRIMARY KEY,
  lease_until INTEGER NOT NULL
) WITHOUT ROWID;

-- Operations per state, kept in the transaction that moves them; and the last lane's id, which is never given twice.
CREATE TABLE gitsync_counters (
  name TEXT NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO gitsync_counters (name, value) VALUES
  ('0', 0), ('1', 0), ('2', 0), ('3', 0), ('4', 0), ('5', 0), ('6', 0), ('7', 0), ('lane', 0);

CREATE TABLE gitsync_secrets (
  name TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;

-- What hosts share beyond the queue: limits of installations, cursors of sweeps. The documents are their owners' JSON.
CREATE TABLE gitsync_shared_state (
  name TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;
