-- Rules, what they did, and the way in which events reach whoever acts on them.

create table rules (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  name text not null,
  description text,
  code text not null,
  -- null: no event starts the rule
  event_types text[],
  priority int not null,
  type text not null default 'user',
  settings jsonb,
  deactivated_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (account_id, id)
);
create index rules_created on rules (account_id, created_at desc, id desc);

-- How many rules stand between an event and its first cause. Null: history that nothing reacts to, such as what is imported, and whatever was there
-- before anything could react.
alter table events add column chain int;

-- Which types of events somebody acts on. Whoever acts keeps its own rows; an account without any pays for one look into this table.
create table event_subscriptions (
  account_id bigint not null references accounts,
  consumer text not null,
  type text not null,
  primary key (account_id, type, consumer)
);

-- Events that wait for a consumer: a row comes with its event and goes with the effects.
create table event_queue (
  account_id bigint not null,
  consumer text not null,
  event_id bigint not null,
  -- events of one subject are taken in order
  subject_type text not null,
  subject_id bigint not null,
  attempts int not null default 0,
  -- null: at once
  due_at timestamptz,
  primary key (account_id, consumer, event_id)
);
create index event_queue_order on event_queue (consumer, event_id);
create index event_queue_subject on event_queue (account_id, consumer, subject_type, subject_id, event_id);

create function queue_events() returns trigger language plpgsql as $$
begin
  insert into event_queue (account_id, consumer, event_id, subject_type, subject_id)
  select e.account_id, s.consumer, e.id,
    case when e.object_type in ('TicketMessage', 'SatisfactionSurvey') and e.data ? 'ticket_id' then 'Ticket' else e.object_type end,
    case when e.object_type in ('TicketMessage', 'SatisfactionSurvey') and e.data ? 'ticket_id' then (e.data ->> 'ticket_id')::bigint else e.object_id end
  from new_rows e join event_subscriptions s on s.account_id = e.account_id and s.type = e.type
  where e.chain is not null;
  if found then
    perform pg_notify('events_queued', '');
  end if;
  return null;
end $$;
create trigger events_queue after insert on events referencing new table as new_rows for each statement execute function queue_events();

-- One row per event and rule, written with the effects: why something happened, and why it did not.
create table rule_runs (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  event_id bigint not null,
  event_type text not null,
  rule_id bigint not null,
  rule_name text not null,
  ticket_id bigint not null,
  context uuid not null,
  chain int not null,
  outcome text not null check (outcome in ('executed', 'not-matched', 'skipped', 'failed')),
  trace jsonb not null,
  created_at timestamptz not null,
  primary key (account_id, id),
  -- a rule runs once per event, however often an event is taken up
  unique (account_id, event_id, rule_id)
);
create index rule_runs_ticket on rule_runs (account_id, ticket_id, created_at desc, id desc);
create index rule_runs_rule on rule_runs (account_id, rule_id, created_at desc, id desc);
create index rule_runs_context on rule_runs (account_id, context, ticket_id);
-- what did nothing is kept for a shorter time
create index rule_runs_quiet on rule_runs (account_id, created_at) where outcome = 'not-matched';
create index rule_runs_age on rule_runs (account_id, created_at) where outcome <> 'not-matched';
-- the limits of automatic replies
create index messages_rule on messages (account_id, created_at) where rule_id is not null;
create index messages_rule_ticket on messages (account_id, ticket_id, created_at) where rule_id is not null;
