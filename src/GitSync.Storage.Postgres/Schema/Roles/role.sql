-- A role that can run GitSync and nothing else: it may neither make nor drop tables. Run it as the schema's owner, after the schema was
-- made, and again after an upgrade; hosts of the role use Provisioning = Validate. Give the role a password and LOGIN yourself.
-- History partitions are made and dropped by two functions that run with the owner's rights and can do nothing else.
DO $do$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '$role$') THEN
    CREATE ROLE $role$ NOLOGIN;
  END IF;
END
$do$;
GRANT USAGE ON SCHEMA $schema$ TO $role$;
GRANT SELECT, INSERT, UPDATE, DELETE ON
  $schema$.connections, $schema$.deliveries, $schema$.lanes, $schema$.names, $schema$.queued, $schema$.ready, $schema$.running,
  $schema$.workers, $schema$.history, $schema$.history_other, $schema$.counters,
  $schema$.shared_state TO $role$;
GRANT SELECT, INSERT ON $schema$.secrets TO $role$;
GRANT SELECT, INSERT, DELETE ON $schema$.audit TO $role$;
GRANT SELECT ON $schema$.identity, $schema$.schema_scripts TO $role$;
GRANT USAGE ON SEQUENCE $schema$.lane_ids, $schema$.counter_slots TO $role$;
GRANT EXECUTE ON FUNCTION $schema$.keep_history_day(date), $schema$.drop_history_day(date, timestamptz) TO $role$;
