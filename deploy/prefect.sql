-- Prefect's own database beside ours; its migrations need pg_trgm.
CREATE DATABASE prefect OWNER dondoc;
\connect prefect
CREATE EXTENSION IF NOT EXISTS pg_trgm;
