-- How often sync of a repository began anew: whoever dealt with another number looks through everything again.
ALTER TABLE gitsync_connections ADD COLUMN resumptions INTEGER NOT NULL DEFAULT 0;
