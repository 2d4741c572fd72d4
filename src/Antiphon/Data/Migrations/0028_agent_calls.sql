-- Every call of an agent and what was decided. Rows are added, and deleted when they are old; nothing changes one.

create table agent_calls (
  -- no reference, as in events
  account_id bigint not null,
  id bigint generated always as identity,
  agent_id bigint not null,
  policy_version int not null,
  method text not null,
  -- the pattern of the route; null when there is none
  route text,
  -- without the query, which may hold what belongs to customers
  path text not null,
  resource text,
  classes text[] not null,
  decision text not null check (decision in ('allowed', 'refused', 'held', 'dry-run')),
  reason text not null,
  status int not null,
  approval_id bigint,
  context uuid not null,
  duration_ms int not null,
  created_at timestamptz not null,
  primary key (account_id, id)
);
create index agent_calls_agent on agent_calls (account_id, agent_id, created_at desc, id desc);
create index agent_calls_age on agent_calls (account_id, created_at);

create function refuse_change_of_agent_call() returns trigger language plpgsql as $$
begin
  raise exception 'The log of agents'' calls is only added to.';
end $$;
create trigger agent_calls_append_only before update on agent_calls for each statement execute function refuse_change_of_agent_call();
