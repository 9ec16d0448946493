-- How often sync of a repository began anew: whoever dealt with another number looks through everything again.
ALTER TABLE $schema$.connections ADD COLUMN resumptions integer NOT NULL DEFAULT 0;
