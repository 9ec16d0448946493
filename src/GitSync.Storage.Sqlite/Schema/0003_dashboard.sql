-- The operations that a delivery brought: 16 bytes each, in order. Headers: a JSON object of those that are kept. Deliveries are listed by when
-- they came.
ALTER TABLE gitsync_deliveries ADD COLUMN operations BLOB NOT NULL DEFAULT x'';
ALTER TABLE gitsync_deliveries ADD COLUMN headers TEXT;
ALTER TABLE gitsync_deliveries ADD COLUMN signature TEXT;
CREATE INDEX gitsync_deliveries_received ON gitsync_deliveries (received_at, id);

-- What administrators did. Never changed, removed after its retention.
CREATE TABLE gitsync_audit (
  id BLOB NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  reason TEXT,
  details TEXT
) WITHOUT ROWID;
CREATE INDEX gitsync_audit_target ON gitsync_audit (target, id);
CREATE INDEX gitsync_audit_actor ON gitsync_audit (actor, id);
CREATE INDEX gitsync_audit_at ON gitsync_audit (at);
