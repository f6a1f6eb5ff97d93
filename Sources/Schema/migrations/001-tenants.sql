-- Who there is: organisations, their projects, the projects' API keys and deployments, and what was done to them.
--
-- Every table with a project_id shows a role only the project that the transaction has named
-- (set_config('driftwatch.project_id', …, true)), its owner included; driftwatch_auth, which finds the project of a key,
-- sees all of them.

GRANT USAGE ON SCHEMA public TO driftwatch_service, driftwatch_stream, driftwatch_auth;

CREATE TABLE organisations (
    organisation_id text PRIMARY KEY,
    name text NOT NULL UNIQUE,
    created_at_nanos bigint NOT NULL
);
ALTER TABLE organisations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organisations FORCE ROW LEVEL SECURITY;
CREATE POLICY every_organisation ON organisations TO driftwatch_auth USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON organisations TO driftwatch_auth;

CREATE TABLE projects (
    project_id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisations,
    name text NOT NULL,
    -- 0: the first event of a deployment registers it; 1: events of an unknown deployment are refused.
    unknown_deployments smallint NOT NULL DEFAULT 0 CHECK (unknown_deployments IN (0, 1)),
    created_at_nanos bigint NOT NULL,
    UNIQUE (organisation_id, name)
);
ALTER TABLE projects ENABLE ROW LEVEL SECURITY;
ALTER TABLE projects FORCE ROW LEVEL SECURITY;
CREATE POLICY project ON projects USING (project_id = current_setting('driftwatch.project_id', true));
CREATE POLICY every_project ON projects TO driftwatch_auth USING (true) WITH CHECK (true);
GRANT SELECT ON projects TO driftwatch_service, driftwatch_stream;
GRANT SELECT, INSERT, UPDATE ON projects TO driftwatch_auth;

CREATE TABLE api_keys (
    key_id text PRIMARY KEY,
    project_id text NOT NULL REFERENCES projects,
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('writer', 'reader', 'editor')),
    -- SHA-256 of the secret in lower-case hex; the secret itself is kept nowhere.
    secret_sha256 text NOT NULL UNIQUE,
    -- The secret's first characters, by which people tell keys apart.
    prefix text NOT NULL,
    created_at_nanos bigint NOT NULL,
    -- NULL: in force.
    revoked_at_nanos bigint
);
CREATE INDEX api_keys_by_project ON api_keys (project_id, name);
ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY project ON api_keys USING (project_id = current_setting('driftwatch.project_id', true));
CREATE POLICY every_project ON api_keys TO driftwatch_auth USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON api_keys TO driftwatch_auth;

CREATE TABLE deployments (
    project_id text NOT NULL REFERENCES projects,
    deployment_id text NOT NULL,
    created_at_nanos bigint NOT NULL,
    PRIMARY KEY (project_id, deployment_id)
);
ALTER TABLE deployments ENABLE ROW LEVEL SECURITY;
ALTER TABLE deployments FORCE ROW LEVEL SECURITY;
CREATE POLICY project ON deployments USING (project_id = current_setting('driftwatch.project_id', true));
CREATE POLICY every_project ON deployments TO driftwatch_stream USING (true);
GRANT SELECT, INSERT ON deployments TO driftwatch_service;
GRANT SELECT ON deployments TO driftwatch_stream;

-- What was changed, by whom. Rows are added and never changed, by no role.
CREATE TABLE audit_log (
    entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at_nanos bigint NOT NULL,
    organisation_id text,
    -- NULL: not about one project.
    project_id text,
    -- A key id, or `administrator`.
    actor text NOT NULL,
    -- `api_key.created`, `project.updated`, …
    action text NOT NULL,
    -- The id of what it was done to.
    subject text NOT NULL,
    detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_log_by_project ON audit_log (project_id, entry_id DESC);
ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;
CREATE POLICY project ON audit_log USING (project_id = current_setting('driftwatch.project_id', true));
CREATE POLICY every_project ON audit_log TO driftwatch_auth USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON audit_log TO driftwatch_auth;
GRANT SELECT ON audit_log TO driftwatch_service;

CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries of the audit log are never changed or removed' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();
