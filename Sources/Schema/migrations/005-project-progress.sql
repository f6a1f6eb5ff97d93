-- What of a project's batches has been counted, by the log's partition: see Sources/ProfileStore.
CREATE TABLE project_progress (
    project_id         text    NOT NULL,
    partition          integer NOT NULL,
    processed_batches  bigint  NOT NULL,
    suppressed_batches bigint  NOT NULL,
    suppressed_events  bigint  NOT NULL,
    PRIMARY KEY (project_id, partition)
);
ALTER TABLE project_progress ENABLE ROW LEVEL SECURITY;
ALTER TABLE project_progress FORCE ROW LEVEL SECURITY;
CREATE POLICY project ON project_progress USING (project_id = current_setting('driftwatch.project_id', true));
CREATE POLICY every_project ON project_progress TO driftwatch_stream USING (true) WITH CHECK (true);
GRANT SELECT ON project_progress TO driftwatch_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON project_progress TO driftwatch_stream;
