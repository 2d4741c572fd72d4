-- Calls to others that actions of macros, rules and messages ask for. A row is there until the call is over; what became of it stands with the message, in
-- the trace of the rule and among the events of the ticket.
create table action_calls (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  -- the same for all attempts: receivers know doubles by it
  uid uuid not null,
  ticket_id bigint not null,
  -- one list of actions: its calls are made one after another, and none behind one that failed
  run uuid not null,
  -- the rule that acts; its trace tells how the call ended
  rule_id bigint,
  -- the message that leaves when the calls of its list are done
  message_id bigint,
  -- what becomes of the message when one fails
  policy text,
  -- whether a failure may be another attempt: where a person waits, the person decides
  patient boolean not null,
  host text not null,
  method text not null,
  url text not null,
  content_type text,
  -- sealed JSON; null: no headers
  headers bytea,
  body bytea,
  -- who lets the action run, and why
  user_id bigint,
  actor text not null,
  actor_id bigint,
  context uuid not null,
  chain int,
  origin text,
  attempts int not null default 0,
  -- of one that is being made: when whoever makes it counts as dead
  due_at timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, message_id) references messages on delete cascade
);
create index action_calls_due on action_calls (account_id, host, due_at);
create index action_calls_order on action_calls (account_id, ticket_id, id);
create index action_calls_message on action_calls (account_id, message_id) where message_id is not null;

-- The rules and integrations behind a change that another service made because we called it (X-Antiphon-Origin): they do not react to it, or two services
-- that follow each other would never come to rest.
alter table events add column origin text;
alter table delivery_bodies add column origin text;
