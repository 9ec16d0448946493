-- The operations that a delivery brought, in order. Headers: a JSON object of those that are kept.
ALTER TABLE $schema$.deliveries ADD COLUMN operations uuid[] NOT NULL DEFAULT '{}', ADD COLUMN headers text, ADD COLUMN signature text;

-- What administrators did. Never changed, removed after its retention.
CREATE TABLE $schema$.audit (
  id uuid NOT NULL PRIMARY KEY,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  target text NOT NULL,
  reason text,
  details text
);
CREATE INDEX audit_target ON $schema$.audit (target, id);
CREATE INDEX audit_actor ON $schema$.audit (actor, id);
CREATE INDEX audit_at ON $schema$.audit (at);
