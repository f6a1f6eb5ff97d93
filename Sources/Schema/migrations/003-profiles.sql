-- What `stream` makes of the event log and `metrics-api` reads: docs/decisions/006-profiles.md.
-- Times are nanoseconds since the Unix epoch. `start_nanos` and `hour_nanos` are event time; `…_at_nanos` is wall clock.

-- Where each partition's consumer stands. Changed only by compare-and-set in the transaction that stores its results, so
-- that a consumer that has lost its lease cannot commit.
CREATE TABLE consumer_offsets (
    partition           integer PRIMARY KEY,
    processed_offset    bigint  NOT NULL,
    processed_batches   bigint  NOT NULL DEFAULT 0,
    processed_events    bigint  NOT NULL DEFAULT 0,
    suppressed_batches  bigint  NOT NULL DEFAULT 0,
    suppressed_events   bigint  NOT NULL DEFAULT 0,
    refused_events      bigint  NOT NULL DEFAULT 0,
    unreadable_batches  bigint  NOT NULL DEFAULT 0,
    updated_at_nanos    bigint  NOT NULL
);

-- Which batches of a sender have been counted: all up to `floor`, and those whose bit is set after it.
CREATE TABLE client_sequences (
    project_id       text   NOT NULL,
    deployment_id    text   NOT NULL,
    client_id        text   NOT NULL,
    floor            bigint NOT NULL,
    bitmap           bytea  NOT NULL,
    updated_at_nanos bigint NOT NULL,
    PRIMARY KEY (project_id, deployment_id, client_id)
);
CREATE INDEX client_sequences_by_age ON client_sequences (updated_at_nanos);

-- Request ids (as 128-bit hashes) of the last 24 hours, for senders that are told apart by them.
CREATE TABLE recent_request_ids (
    project_id        text   NOT NULL,
    deployment_id     text   NOT NULL,
    request_hash      bytea  NOT NULL,
    received_at_nanos bigint NOT NULL,
    PRIMARY KEY (project_id, deployment_id, request_hash)
);
CREATE INDEX recent_request_ids_by_age ON recent_request_ids (received_at_nanos);

-- What of the log was a duplicate: a whole record, or some rows of it (row indexes, 4 bytes each, big-endian).
CREATE TABLE suppressed_records (
    project_id        text    NOT NULL,
    deployment_id     text    NOT NULL,
    partition         integer NOT NULL,
    log_offset        bigint  NOT NULL,
    suppressed_rows   bytea,
    received_at_nanos bigint  NOT NULL,
    PRIMARY KEY (project_id, deployment_id, partition, log_offset)
);
CREATE INDEX suppressed_records_by_age ON suppressed_records (received_at_nanos);

-- Records that could not be counted because they cannot be read, and why. (What ingest refuses never gets into the log.)
CREATE TABLE unreadable_records (
    project_id        text    NOT NULL,
    deployment_id     text    NOT NULL,
    partition         integer NOT NULL,
    log_offset        bigint  NOT NULL,
    code              text    NOT NULL,
    message           text    NOT NULL,
    received_at_nanos bigint  NOT NULL,
    PRIMARY KEY (project_id, deployment_id, partition, log_offset)
);
CREATE INDEX unreadable_records_by_age ON unreadable_records (received_at_nanos);

-- First and last event of a deployment and how many there are, without reading a profile.
CREATE TABLE deployment_activity (
    project_id        text   NOT NULL,
    deployment_id     text   NOT NULL,
    first_event_nanos bigint NOT NULL,
    last_event_nanos  bigint NOT NULL,
    events            bigint NOT NULL,
    PRIMARY KEY (project_id, deployment_id)
);

-- The type of each feature, frozen by its first sight. A reference's own types come before these.
CREATE TABLE deployment_features (
    project_id          text   NOT NULL,
    deployment_id       text   NOT NULL,
    feature             text   NOT NULL,
    type                text   NOT NULL,
    first_seen_at_nanos bigint NOT NULL,
    PRIMARY KEY (project_id, deployment_id, feature)
);

-- The values of a dimension that have cells of their own (`model_version`, `cohort`); the values after the cap share
-- `__other__`.
CREATE TABLE deployment_values (
    project_id          text   NOT NULL,
    deployment_id       text   NOT NULL,
    dimension           text   NOT NULL,
    value               text   NOT NULL,
    first_seen_at_nanos bigint NOT NULL,
    PRIMARY KEY (project_id, deployment_id, dimension, value)
);

-- References, never changed once made. `activated_offset` is the last log offset before the first record that was counted
-- in its bins; the backfill counts what came before, up to there.
CREATE TABLE deployment_references (
    reference_id      text    PRIMARY KEY,
    project_id        text    NOT NULL,
    deployment_id     text    NOT NULL,
    version           integer NOT NULL CHECK (version > 0),
    partition         integer NOT NULL,
    description       text    NOT NULL,
    events            bigint  NOT NULL,
    created_at_nanos  bigint  NOT NULL,
    reference         bytea   NOT NULL,
    activated_offset  bigint,
    backfilled_offset bigint,
    backfilled_events bigint  NOT NULL DEFAULT 0,
    backfill_done     boolean NOT NULL DEFAULT false,
    UNIQUE (project_id, deployment_id, version)
);
CREATE INDEX deployment_references_in_work ON deployment_references (partition) WHERE NOT backfill_done;

-- Counters of (deployment, model version, slice, window of event time). A commit inserts one row a cell it touched; a
-- compactor folds the rows of a cell into one, and old minutes into hours and days. What is true of a window is always the
-- sum of its rows. `backfilled` rows hold events that other rows already count, in the bins of a later reference.
CREATE TABLE profile_cells (
    cell_id           bigint   GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id        text     NOT NULL,
    deployment_id     text     NOT NULL,
    model_version     text     NOT NULL,
    slice             text     NOT NULL,
    start_nanos       bigint   NOT NULL,
    resolution        integer  NOT NULL CHECK (resolution IN (60, 3600, 86400)),
    reference_version integer  NOT NULL,
    backfilled        boolean  NOT NULL,
    folded            boolean  NOT NULL DEFAULT false,
    events            bigint   NOT NULL,
    profile           bytea    NOT NULL,
    stored_at_nanos   bigint   NOT NULL
);
ALTER TABLE profile_cells ALTER COLUMN profile SET STORAGE EXTERNAL;
ALTER TABLE profile_cells SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.5);
CREATE INDEX profile_cells_by_window ON profile_cells (project_id, deployment_id, start_nanos, slice);
CREATE INDEX profile_cells_to_fold ON profile_cells (stored_at_nanos) WHERE NOT folded;
CREATE INDEX profile_cells_by_age ON profile_cells (resolution, stored_at_nanos) WHERE folded;

-- Revisions of dirty hours: never the same twice.
CREATE SEQUENCE dirty_revisions;

-- Hours whose series must be computed (again). A commit that touches an hour raises its revision; the series writer
-- removes the row only at the revision that it has seen. An hour without a row here that has ended is clean.
CREATE TABLE dirty_hours (
    project_id       text    NOT NULL,
    deployment_id    text    NOT NULL,
    hour_nanos       bigint  NOT NULL,
    partition        integer NOT NULL,
    revision         bigint  NOT NULL DEFAULT nextval('dirty_revisions'),
    first_at_nanos   bigint  NOT NULL,
    updated_at_nanos bigint  NOT NULL,
    PRIMARY KEY (project_id, deployment_id, hour_nanos)
);
CREATE INDEX dirty_hours_by_partition ON dirty_hours (partition, updated_at_nanos);

-- The sum of the cells of a clean hour, in the bins of one reference: derived, and worth nothing while the hour is dirty.
CREATE TABLE profile_hours (
    project_id        text    NOT NULL,
    deployment_id     text    NOT NULL,
    slice             text    NOT NULL,
    hour_nanos        bigint  NOT NULL,
    model_version     text    NOT NULL,
    reference_version integer NOT NULL,
    events            bigint  NOT NULL,
    profile           bytea   NOT NULL,
    PRIMARY KEY (project_id, deployment_id, hour_nanos, slice, model_version, reference_version)
);
ALTER TABLE profile_hours ALTER COLUMN profile SET STORAGE EXTERNAL;

-- Numbers of closed hours. `feature` is empty for metrics of the whole deployment, `slice` and `model_version` are empty
-- for all; `reference_version` is 0 for metrics that need no reference. `value` is null where `state` is not `ok`.
CREATE TABLE metric_series (
    project_id        text             NOT NULL,
    deployment_id     text             NOT NULL,
    metric            text             NOT NULL,
    feature           text             NOT NULL,
    slice             text             NOT NULL,
    model_version     text             NOT NULL,
    reference_version integer          NOT NULL,
    hour_nanos        bigint           NOT NULL,
    value             double precision,
    events            bigint           NOT NULL,
    state             text             NOT NULL,
    error_bound       double precision NOT NULL,
    noise_floor       double precision NOT NULL,
    PRIMARY KEY (project_id, deployment_id, metric, feature, model_version, reference_version, hour_nanos, slice)
);
CREATE INDEX metric_series_by_hour ON metric_series (project_id, deployment_id, hour_nanos);

-- Quantile sketches of each numeric feature over the unsliced hour: a row a commit until the compactor folds them.
CREATE TABLE quantile_sketches (
    sketch_id       bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id      text    NOT NULL,
    deployment_id   text    NOT NULL,
    feature         text    NOT NULL,
    hour_nanos      bigint  NOT NULL,
    folded          boolean NOT NULL DEFAULT false,
    sketch          bytea   NOT NULL,
    stored_at_nanos bigint  NOT NULL
);
ALTER TABLE quantile_sketches ALTER COLUMN sketch SET STORAGE EXTERNAL;
CREATE INDEX quantile_sketches_by_hour ON quantile_sketches (project_id, deployment_id, feature, hour_nanos);
CREATE INDEX quantile_sketches_to_fold ON quantile_sketches (stored_at_nanos) WHERE NOT folded;

-- Who may what: services of one project see and change that project's rows only; `stream` works for all of them.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'client_sequences', 'recent_request_ids', 'suppressed_records', 'unreadable_records', 'deployment_activity',
        'deployment_features', 'deployment_values', 'deployment_references', 'profile_cells', 'dirty_hours',
        'profile_hours', 'metric_series', 'quantile_sketches']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY project ON %I '
            'USING (project_id = current_setting(''driftwatch.project_id'', true))', name);
        EXECUTE format('CREATE POLICY every_project ON %I TO driftwatch_stream USING (true) WITH CHECK (true)', name);
        EXECUTE format('GRANT SELECT ON %I TO driftwatch_service', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO driftwatch_stream', name);
    END LOOP;
END
$$;
GRANT USAGE ON SEQUENCE dirty_revisions TO driftwatch_stream;
GRANT SELECT ON consumer_offsets TO driftwatch_service;
GRANT SELECT, INSERT, UPDATE ON consumer_offsets TO driftwatch_stream;
-- Setting a reference may come before a deployment's first event.
GRANT INSERT ON deployments TO driftwatch_stream;
