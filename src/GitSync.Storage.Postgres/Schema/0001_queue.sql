-- Never edited after release: a change is a new numbered file. $schema$, $hashed$ and $partitions$ are replaced when it is run.
-- Enumerations are the numbers of GitSync.Core's enums, which do not change; rules are names; documents are UTF-8 JSON.
-- Locks: whoever changes anything of a lane holds its row in lanes (FOR UPDATE); tasks' lanes are locked before comments', each by id.

CREATE TABLE $schema$.connections (
  project text NOT NULL PRIMARY KEY,
  repository_id bigint NOT NULL UNIQUE,
  installation_id bigint,
  owner text NOT NULL,
  name text NOT NULL,
  offered_installation_id bigint,
  obstacles integer NOT NULL
);

CREATE TABLE $schema$.deliveries (
  id uuid NOT NULL PRIMARY KEY,
  event text NOT NULL,
  action text,
  installation_id bigint,
  repository_id bigint,
  received_at timestamptz NOT NULL,
  outcome text NOT NULL,
  body bytea NOT NULL
);
CREATE INDEX deliveries_received ON $schema$.deliveries (received_at);

-- Blocks of ids: a host takes a hundred at a time.
CREATE SEQUENCE $schema$.lane_ids INCREMENT BY 100;

-- installation_key is the installation under which the lane was made. It never changes, so hash partitions can go by it; installation_id
-- follows the App when it is installed anew.
CREATE TABLE $schema$.lanes (
  installation_key bigint NOT NULL,
  id bigint NOT NULL,
  kind smallint NOT NULL,
  local_name text,
  remote_name text,
  marker text,
  parent_id bigint,
  repository_id bigint NOT NULL,
  installation_id bigint,
  fence bigint NOT NULL,
  tombstone_id uuid,
  tombstone_side smallint,
  tombstone_at timestamptz,
  watermark_at timestamptz,
  watermark_id uuid,
  watermark_hash bytea,
  pull_watermark_at timestamptz,
  pull_watermark_id uuid,
  pull_watermark_hash bytea,
  record_modified_at timestamptz,
  record_id uuid,
  outcome_id uuid,
  outcome_state smallint,
  outcome_at timestamptz,
  outcome_rule text,
  outcome_explanation text,
  link bytea,
  PRIMARY KEY (id, installation_key)
) $hashed$;
CREATE INDEX lanes_marker ON $schema$.lanes (marker) WHERE marker IS NOT NULL;
CREATE INDEX lanes_repository ON $schema$.lanes (repository_id, id);
CREATE INDEX lanes_parent ON $schema$.lanes (parent_id) WHERE parent_id IS NOT NULL;

-- The names of all lanes, local and remote: what makes a lane unique, whatever partition it is in.
CREATE TABLE $schema$.names (
  name text NOT NULL PRIMARY KEY,
  lane_id bigint NOT NULL,
  installation_key bigint NOT NULL
);

-- Operations that are waiting or running; one that runs stays here and has a row in running. Its columns are what rules and claims
-- compare, and what changed since the document was written.
CREATE TABLE $schema$.queued (
  installation_key bigint NOT NULL,
  lane_id bigint NOT NULL,
  id uuid NOT NULL,
  kind smallint NOT NULL,
  direction smallint NOT NULL,
  action smallint NOT NULL,
  remote_kind smallint NOT NULL,
  github_updated_at timestamptz,
  hash bytea,
  repository_id bigint NOT NULL,
  priority smallint NOT NULL,
  ordered_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  waiting_since timestamptz NOT NULL,
  due_at timestamptz,
  started_at timestamptz,
  attempts integer NOT NULL,
  rule text,
  explanation text,
  error_code text,
  error_message text,
  error_status integer,
  linked_lane_id bigint,
  parent_lane_id bigint,
  document bytea NOT NULL,
  PRIMARY KEY (id, installation_key)
) $hashed$;
CREATE INDEX queued_lane ON $schema$.queued (lane_id);
CREATE INDEX queued_waiting ON $schema$.queued (waiting_since);

-- One row per lane that can start, with what its head is claimed by. Claims walk ready_order.
CREATE TABLE $schema$.ready (
  installation_key bigint NOT NULL,
  lane_id bigint NOT NULL,
  priority smallint NOT NULL,
  due_at timestamptz NOT NULL,
  PRIMARY KEY (lane_id, installation_key)
) $hashed$;
CREATE INDEX ready_order ON $schema$.ready (priority, due_at, lane_id);

-- The primary key is the guarantee that a lane runs once at a time.
CREATE TABLE $schema$.running (
  installation_key bigint NOT NULL,
  lane_id bigint NOT NULL,
  operation_id uuid NOT NULL,
  worker_id text NOT NULL,
  fence bigint NOT NULL,
  started_at timestamptz NOT NULL,
  attempts integer NOT NULL,
  linked_lane_id bigint,
  parent_lane_id bigint,
  PRIMARY KEY (lane_id, installation_key)
) $hashed$;
CREATE INDEX running_worker ON $schema$.running (worker_id);

CREATE TABLE $schema$.workers (
  worker_id text NOT NULL PRIMARY KEY,
  lease_until timestamptz NOT NULL
);

-- Ended operations, by the day in their id (UUIDv7 begins with the milliseconds since 1970), so that a day is dropped whole and an
-- operation is found in one partition. Ids of another kind fall into history_other.
CREATE TABLE $schema$.history (
  id uuid NOT NULL PRIMARY KEY,
  installation_key bigint NOT NULL,
  lane_id bigint NOT NULL,
  state smallint NOT NULL,
  kind smallint NOT NULL,
  direction smallint NOT NULL,
  action smallint NOT NULL,
  repository_id bigint NOT NULL,
  created_at timestamptz NOT NULL,
  waiting_since timestamptz NOT NULL,
  started_at timestamptz,
  ended_at timestamptz NOT NULL,
  due_at timestamptz,
  attempts integer NOT NULL,
  fence bigint,
  rule text,
  explanation text,
  error_code text,
  error_message text,
  error_status integer,
  canceled_by uuid,
  duplicate_of uuid,
  dropped_for uuid,
  linked_lane_id bigint,
  parent_lane_id bigint,
  document bytea NOT NULL
) PARTITION BY RANGE (id);
CREATE TABLE $schema$.history_other PARTITION OF $schema$.history DEFAULT;
CREATE INDEX history_lane ON $schema$.history (lane_id, id);
-- Most operations complete (state 2); the rarer ends have an index of their own.
CREATE INDEX history_state ON $schema$.history (state, id) WHERE state <> 2;

-- Operations per state, kept in the transaction that moves them; state 0 counts what waits or runs. A connection has a slot of its own (its
-- server process), so that nobody waits for another's counts; the application's transactions add rows with a slot below zero. Slots of
-- connections that are gone, and those below zero, are folded into slot 0 now and then.
CREATE TABLE $schema$.counters (
  slot bigint NOT NULL,
  state smallint NOT NULL,
  value bigint NOT NULL,
  PRIMARY KEY (slot, state)
) WITH (fillfactor = 50);
CREATE SEQUENCE $schema$.counter_slots INCREMENT BY -1 MAXVALUE -1;

CREATE TABLE $schema$.secrets (
  name text NOT NULL PRIMARY KEY,
  value bytea NOT NULL
);

-- What hosts share beyond the queue: limits of installations, cursors of sweeps. The documents are their owners' JSON; an empty one is none.
CREATE TABLE $schema$.shared_state (
  name text COLLATE "C" NOT NULL PRIMARY KEY,
  value bytea NOT NULL
) WITH (fillfactor = 50);

-- Tells this database from every other: an application's transaction has to be on it.
CREATE TABLE $schema$.identity (
  id uuid NOT NULL PRIMARY KEY,
  partitions integer NOT NULL
);
INSERT INTO $schema$.identity VALUES (gen_random_uuid(), $partitions$);

-- Hot tables are vacuumed early: their dead rows lie where claims look first.
DO $do$
DECLARE
  hot record;
  part integer;
BEGIN
  FOR hot IN SELECT * FROM (VALUES
    ('lanes', 'fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05'),
    ('queued', 'autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0'),
    ('ready', 'autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0'),
    ('running', 'autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0')
  ) AS t (name, settings) LOOP
    IF $partitions$ = 0 THEN
      EXECUTE format('ALTER TABLE $schema$.%I SET (%s)', hot.name, hot.settings);
    ELSE
      FOR part IN 0 .. $partitions$ - 1 LOOP
        EXECUTE format(
          'CREATE TABLE $schema$.%I PARTITION OF $schema$.%I FOR VALUES WITH (MODULUS %s, REMAINDER %s) WITH (%s)',
          hot.name || '_' || part, hot.name, $partitions$, part, hot.settings);
      END LOOP;
    END IF;
  END LOOP;
END
$do$;

-- The first id of a day: UUIDv7's 48 bits of milliseconds, the rest zero.
CREATE FUNCTION $schema$.first_id_of(day date) RETURNS uuid LANGUAGE sql IMMUTABLE AS $do$
  SELECT (lpad(to_hex((extract(epoch FROM day::timestamp) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$do$;

-- Makes the partition of a day; what its ids already have in history_other moves into it. True when it was missing.
CREATE FUNCTION $schema$.keep_history_day(day date) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $do$
DECLARE
  part text := 'history_' || to_char(day, 'YYYYMMDD');
  first uuid := $schema$.first_id_of(day);
  next uuid := $schema$.first_id_of(day + 1);
BEGIN
  IF to_regclass('$schema$.' || part) IS NOT NULL THEN
    RETURN false;
  END IF;
  -- First of all: attaching needs it, and no row of the day may come in between.
  LOCK TABLE $schema$.history_other IN ACCESS EXCLUSIVE MODE;
  EXECUTE format('CREATE TABLE $schema$.%I (LIKE $schema$.history INCLUDING ALL)', part);
  EXECUTE format(
    'WITH moved AS (DELETE FROM $schema$.history_other WHERE id >= %L AND id < %L RETURNING *) INSERT INTO $schema$.%I SELECT * FROM moved',
    first, next, part);
  EXECUTE format('ALTER TABLE $schema$.history ATTACH PARTITION $schema$.%I FOR VALUES FROM (%L) TO (%L)', part, first, next);
  RETURN true;
END
$do$;

-- Drops the partition of a day and takes its operations out of the counts. False while one of them ended after the given time.
CREATE FUNCTION $schema$.drop_history_day(day date, ended_before timestamptz) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $do$
DECLARE
  part text := 'history_' || to_char(day, 'YYYYMMDD');
  lately boolean;
BEGIN
  IF to_regclass('$schema$.' || part) IS NULL THEN
    RETURN false;
  END IF;
  -- Counted while others still read and write the other days; the lock on all of history is held for the drop alone.
  EXECUTE format('LOCK TABLE $schema$.%I IN SHARE MODE', part);
  EXECUTE format('SELECT EXISTS (SELECT 1 FROM $schema$.%I WHERE ended_at >= $1)', part) INTO lately USING ended_before;
  IF lately THEN
    RETURN false;
  END IF;
  EXECUTE format(
    'INSERT INTO $schema$.counters (slot, state, value) SELECT 0, state, -count(*) FROM $schema$.%I GROUP BY state '
    'ON CONFLICT (slot, state) DO UPDATE SET value = counters.value + excluded.value', part);
  EXECUTE format('DROP TABLE $schema$.%I', part);
  RETURN true;
END
$do$;
REVOKE EXECUTE ON FUNCTION $schema$.keep_history_day(date), $schema$.drop_history_day(date, timestamptz) FROM PUBLIC;
