-- The roles that own and use DriftWatch's tables. Runs on every start; does nothing where they exist.
-- Where the migrating role may not create roles, an administrator runs this once.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['driftwatch_owner', 'driftwatch_service', 'driftwatch_stream', 'driftwatch_auth'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', wanted);
            EXCEPTION
                WHEN duplicate_object OR unique_violation THEN NULL; -- another database's migration made it just now
                WHEN insufficient_privilege THEN
                    RAISE EXCEPTION 'role % is missing and % may not create it: create it, or migrate as a role that may',
                        wanted, current_user;
            END;
        END IF;
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = wanted AND (rolsuper OR rolbypassrls)) THEN
            RAISE EXCEPTION 'role % would bypass row-level security: ALTER ROLE % NOSUPERUSER NOBYPASSRLS', wanted, wanted;
        END IF;
    END LOOP;
    IF NOT pg_has_role(current_user, 'driftwatch_owner', 'MEMBER') THEN
        EXECUTE format('GRANT driftwatch_owner TO %I', current_user);
    END IF;
    IF NOT has_schema_privilege('driftwatch_owner', 'public', 'CREATE') THEN
        GRANT CREATE, USAGE ON SCHEMA public TO driftwatch_owner;
    END IF;
END
$$;
