-- A search compares what lies in the index and touches no row: of the rarer ends each lies on a page of its own.
DROP INDEX gitsync_history_state;
CREATE INDEX gitsync_history_ends ON gitsync_history (state, id, lane_id, kind, direction, repository_id, error_code) WHERE state <> 2;

-- What failed and waits for its next try: few of those that wait.
CREATE INDEX gitsync_queued_error ON gitsync_queued (error_code, id) WHERE error_code IS NOT NULL;
