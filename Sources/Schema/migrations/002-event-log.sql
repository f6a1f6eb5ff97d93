-- The event log: see Sources/EventLog and docs/decisions/003-postgres.md.

-- The last offset of each partition of the log. Its row is locked by the transaction that appends, until it has committed:
-- so the order of offsets is the order of commits. The fill factor leaves room for updates in place.
CREATE TABLE event_log_partitions (
    partition integer PRIMARY KEY,
    last_offset bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);
GRANT SELECT, UPDATE ON event_log_partitions TO driftwatch_service, driftwatch_stream;

-- Partitioned by the day of arrival by the database's clock, which no sender can bend; `partition` is the log's own.
CREATE TABLE event_log (
    appended_at timestamptz NOT NULL DEFAULT now(),
    partition integer NOT NULL,
    record_offset bigint NOT NULL,
    project_id text NOT NULL,
    deployment_id text NOT NULL,
    client_id text NOT NULL,
    -- An unsigned number in its two's complement.
    sequence bigint NOT NULL,
    -- 0: by client, deployment and sequence; 1: by deployment and request id.
    deduplication smallint NOT NULL,
    row_count integer NOT NULL,
    refused_rows integer[] NOT NULL,
    received_at_nanos bigint NOT NULL,
    payload bytea NOT NULL
) PARTITION BY RANGE (appended_at);
-- Payloads are compressed or do not compress: trying costs more than it saves.
ALTER TABLE event_log ALTER COLUMN payload SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX event_log_by_offset ON event_log (partition, record_offset, appended_at);
CREATE INDEX event_log_by_deployment ON event_log (project_id, deployment_id, record_offset);
ALTER TABLE event_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE event_log FORCE ROW LEVEL SECURITY;
CREATE POLICY project ON event_log USING (project_id = current_setting('driftwatch.project_id', true));
CREATE POLICY every_project ON event_log TO driftwatch_stream USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON event_log TO driftwatch_service, driftwatch_stream;

-- Makes the tables of today and the days that follow. Attaching does not hold up those who append.
CREATE FUNCTION event_log_create_days(ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    first_day date := (now() AT TIME ZONE 'UTC')::date;
    day date;
    child text;
    created integer := 0;
BEGIN
    FOR day IN SELECT first_day + n FROM generate_series(0, least(greatest(ahead, 0), 31)) AS n LOOP
        child := 'event_log_' || to_char(day, 'YYYYMMDD');
        CONTINUE WHEN to_regclass('public.' || child) IS NOT NULL;
        PERFORM pg_advisory_xact_lock(hashtext('event_log_create_days'));
        CONTINUE WHEN to_regclass('public.' || child) IS NOT NULL;
        EXECUTE format(
            'CREATE TABLE public.%I (LIKE public.event_log INCLUDING DEFAULTS INCLUDING STORAGE) '
            'WITH (autovacuum_vacuum_insert_threshold = -1)', child);
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', child);
        EXECUTE format(
            'ALTER TABLE public.event_log ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
            child, day || ' 00:00:00+00', day + 1 || ' 00:00:00+00');
        created := created + 1;
    END LOOP;
    RETURN created;
END
$$;

-- Drops the days that have ended before a point in time; gives up after 2 seconds when a long read is in the way.
CREATE FUNCTION event_log_drop_days(before timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    child text;
    dropped integer := 0;
BEGIN
    FOR child IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'public.event_log'::regclass ORDER BY c.relname
    LOOP
        CONTINUE WHEN to_date(substring(child FROM '[0-9]{8}$'), 'YYYYMMDD') + 1 > (before AT TIME ZONE 'UTC')::date;
        EXECUTE format('DROP TABLE public.%I', child);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;

-- Gives a new log its partitions, and every log its days. Returns the number of partitions, which never changes: a
-- deployment's records stay in one, in order.
CREATE FUNCTION event_log_open(partitions integer, ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM event_log_partitions) THEN
        PERFORM pg_advisory_xact_lock(hashtext('event_log_open'));
        IF NOT EXISTS (SELECT FROM event_log_partitions) THEN
            INSERT INTO event_log_partitions (partition) SELECT generate_series(0, least(greatest(partitions, 1), 1024) - 1);
        END IF;
    END IF;
    PERFORM event_log_create_days(ahead);
    RETURN (SELECT count(*) FROM event_log_partitions);
END
$$;

REVOKE EXECUTE ON FUNCTION event_log_create_days, event_log_drop_days, event_log_open FROM PUBLIC;
GRANT EXECUTE ON FUNCTION event_log_create_days, event_log_open TO driftwatch_service, driftwatch_stream;
GRANT EXECUTE ON FUNCTION event_log_drop_days TO driftwatch_stream;
