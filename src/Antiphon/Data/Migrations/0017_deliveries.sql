-- Webhooks on their way: what is sent to whom, and what became of it.

create table deliveries (
  account_id bigint not null,
  integration_id bigint not null,
  id bigint generated always as identity,
  -- the same for all attempts and for replays: receivers know doubles by it
  uid uuid not null,
  -- null: somebody tries the integration out
  event_id bigint,
  event_type text not null,
  -- deliveries of one subject to one integration leave in the order of their ids
  subject_type text not null,
  subject_id bigint not null,
  -- counts the deliveries of a subject to this integration without a gap
  sequence bigint not null,
  host text not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  -- of its whole life, and since it last began
  attempts int not null default 0,
  tries int not null default 0,
  -- when it may be taken; of what is being sent, when the node that sends it counts as dead
  due_at timestamptz not null,
  sending boolean not null default false,
  last_status int,
  last_error text,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (account_id, integration_id, id)
);
create index deliveries_due on deliveries (account_id, integration_id, due_at) where state = 'pending';
create index deliveries_order on deliveries (account_id, integration_id, subject_type, subject_id, id) where state = 'pending';
create index deliveries_failed on deliveries (account_id, integration_id, id) where state = 'failed';

-- What is sent, as it was when the event happened: written once, and apart from the rows that change with every attempt.
create table delivery_bodies (
  account_id bigint not null,
  integration_id bigint not null,
  delivery_id bigint not null,
  url text not null,
  -- values of headers in which variables stand; the others are read from the integration when it is sent
  headers jsonb,
  body bytea,
  customer_id bigint,
  primary key (account_id, integration_id, delivery_id)
);

create table delivery_attempts (
  account_id bigint not null,
  integration_id bigint not null,
  delivery_id bigint not null,
  number int not null,
  started_at timestamptz not null,
  duration_ms int not null,
  method text not null,
  url text not null,
  request_headers jsonb not null,
  status int,
  error text,
  response_headers jsonb,
  response_body bytea,
  primary key (account_id, integration_id, delivery_id, number)
);

create table delivery_sequences (
  account_id bigint not null,
  integration_id bigint not null,
  subject_type text not null,
  subject_id bigint not null,
  last bigint not null,
  primary key (account_id, integration_id, subject_type, subject_id)
);

-- Mail about an integration that does not answer.
create table delivery_notices (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  integration_id bigint not null,
  kind text not null check (kind in ('failing', 'deactivated', 'gone')),
  failures int not null,
  due_at timestamptz not null,
  tries int not null default 0,
  primary key (account_id, id)
);

-- The last that is known of a ticket, for accounts in which somebody wants to be told of deletions.
create table deleted_tickets (
  account_id bigint not null,
  id bigint not null,
  ticket jsonb not null,
  deleted_at timestamptz not null,
  primary key (account_id, id)
);

create function wire_time(instant timestamptz) returns text language sql immutable strict parallel safe as $$
  select to_char(instant at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')
$$;

create function keep_deleted_tickets() returns trigger language plpgsql as $$
begin
  insert into deleted_tickets (account_id, id, ticket, deleted_at)
  select t.account_id, t.id,
    jsonb_build_object('id', t.id, 'uri', '/api/tickets/' || t.id || '/', 'external_id', t.external_id, 'language', t.language, 'status', t.status, 'priority', t.priority,
      'channel', t.channel, 'via', t.via, 'from_agent', t.from_agent, 'spam', t.spam, 'subject', t.subject, 'assignee_user_id', t.assignee_user_id,
      'assignee_team_id', t.assignee_team_id, 'created_datetime', wire_time(t.created_at), 'updated_datetime', wire_time(t.updated_at),
      'opened_datetime', wire_time(t.opened_at), 'closed_datetime', wire_time(t.closed_at), 'last_message_datetime', wire_time(t.last_message_at),
      'last_received_message_datetime', wire_time(t.last_received_message_at), 'snooze_datetime', wire_time(t.snooze_at), 'trashed_datetime', wire_time(t.trashed_at)),
    now()
  from old_rows t
  where exists (select from event_subscriptions s where s.account_id = t.account_id and s.consumer = 'webhooks')
  on conflict do nothing;
  return null;
end $$;

create trigger tickets_keep_deleted after delete on tickets referencing old table as old_rows for each statement execute function keep_deleted_tickets();

-- Integrations that were made before anything was delivered. Who takes an event and finds nobody who wants it does nothing, so too many types are harmless.
insert into event_subscriptions (account_id, consumer, type)
select distinct h.account_id, 'webhooks', types.type
from http_integrations h cross join (values
  ('ticket-created'), ('ticket-updated'), ('ticket-deleted'), ('ticket-closed'), ('ticket-reopened'), ('ticket-assigned'), ('ticket-unassigned'), ('ticket-team-assigned'),
  ('ticket-team-unassigned'), ('ticket-self-unsnoozed'), ('ticket-handed-over'), ('ticket-message-created'), ('ticket-message-deleted'), ('ticket-message-failed'),
  ('customer-created'), ('customer-updated'), ('customer-merged'), ('customer-deleted'), ('user-created'), ('user-deleted'), ('tag-created'), ('tag-updated'),
  ('integration-created'), ('integration-deleted')) types (type)
where h.triggers <> '{}'
on conflict do nothing;
