-- What sandboxes need where several servers share the database (docs/adr/0029).

-- Requests since chance last began anew, those of all nodes together: each meets a chance of its own, also after a server began anew.
alter table sandboxes add column requests bigint not null default 0;
alter table sandboxes drop column begun;
-- How often faults were set or taken away: the same faults set again begin anew on every node.
alter table sandboxes add column faults_begun bigint not null default 0;
