-- What ingest refused, for people to look at: kept for a week, and at most 10,000 of a project. See Sources/IngestService.
CREATE TABLE dead_letters (
    letter_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id text NOT NULL,
    -- Empty: the sender named none that is valid.
    deployment_id text NOT NULL,
    received_at_nanos bigint NOT NULL,
    -- Empty: the sender named itself not.
    client_id text NOT NULL,
    sequence bigint NOT NULL,
    -- The index in the batch or request; NULL: the whole batch was refused.
    row_index integer,
    -- Stable, for programs; and for people.
    code text NOT NULL,
    message text NOT NULL,
    -- The batch as it came, or the row as an encoded InferenceEvent: the first 64 KiB.
    payload bytea NOT NULL CHECK (octet_length(payload) <= 65536)
);
CREATE INDEX dead_letters_by_project ON dead_letters (project_id, letter_id);
ALTER TABLE dead_letters ENABLE ROW LEVEL SECURITY;
ALTER TABLE dead_letters FORCE ROW LEVEL SECURITY;
CREATE POLICY project ON dead_letters USING (project_id = current_setting('driftwatch.project_id', true));
GRANT SELECT, INSERT, DELETE ON dead_letters TO driftwatch_service;
