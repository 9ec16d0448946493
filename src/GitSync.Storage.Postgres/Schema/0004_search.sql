-- A search compares what lies in the index and touches no row: of the rarer ends each lies on a page of its own.
DROP INDEX $schema$.history_state;
CREATE INDEX history_ends ON $schema$.history (state, id) INCLUDE (kind, direction, repository_id, error_code) WHERE state <> 2;

-- What failed and waits for its next try: few of those that wait.
CREATE INDEX queued_error ON $schema$.queued (error_code, id) WHERE error_code IS NOT NULL;
