-- The two roles of AdVision and its database. Run once, as a superuser, with three variables:
--   psql -v owner_password=... -v app_password=... -v database=advision -f deploy/postgres/roles.sql
-- advision_owner owns the tables and runs migrations. advision_app is what web and worker sign in as: it may
-- read and write rows and nothing else, and row-level security holds for it.
\set ON_ERROR_STOP on

SELECT 'CREATE ROLE advision_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'advision_owner') \gexec
SELECT 'CREATE ROLE advision_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'advision_app') \gexec

ALTER ROLE advision_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE advision_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
-- A managed server's administrator is no superuser and may give a database only to a role it belongs to.
GRANT advision_owner TO CURRENT_USER;

SELECT format('CREATE DATABASE %I OWNER advision_owner ENCODING ''UTF8'' TEMPLATE template0', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO advision_app;

\connect :"database"
ALTER SCHEMA public OWNER TO advision_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO advision_app;
-- Tables that later migrations make are covered as well.
ALTER DEFAULT PRIVILEGES FOR ROLE advision_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO advision_app;
ALTER DEFAULT PRIVILEGES FOR ROLE advision_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO advision_app;
