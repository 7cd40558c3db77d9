-- The table that postgres-outbox.json reads, the least rights to do so, and what it is told by.
CREATE TABLE report_outbox (
  id        uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  report_id text NOT NULL,
  payload   jsonb NOT NULL
);
CREATE PUBLICATION incident_reports FOR TABLE report_outbox WITH (publish = 'insert');
CREATE ROLE incident_reports LOGIN REPLICATION;
GRANT SELECT ON report_outbox TO incident_reports;
