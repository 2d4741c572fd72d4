-- Automated actors: who they are, what they may do, what they have spent, what waits for a person (docs/adr/0019).

create table agents (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  -- in whose name it writes, and to whom its keys belong
  user_id bigint not null,
  description text,
  created_by bigint,
  created_at timestamptz not null,
  stopped_at timestamptz,
  revoked_at timestamptz,
  primary key (account_id, id),
  unique (account_id, user_id),
  foreign key (account_id, user_id) references users
);
create index agents_created on agents (account_id, created_at, id);

-- All agents of an account at once. There is a row as soon as there is an agent: whoever commits for an agent locks it.
create table agent_switches (
  account_id bigint not null references accounts,
  stopped_at timestamptz,
  primary key (account_id)
);

-- Never changed: a change of what an agent may do is a new version.
create table agent_policies (
  account_id bigint not null,
  agent_id bigint not null,
  version int not null,
  policy jsonb not null,
  created_by bigint,
  created_at timestamptz not null,
  primary key (account_id, agent_id, version),
  foreign key (account_id, agent_id) references agents
);

-- Written by whoever spends of an agent's budgets, so that no two count the same.
create table agent_meters (
  account_id bigint not null,
  agent_id bigint not null,
  spendings bigint not null default 0,
  primary key (account_id, agent_id),
  foreign key (account_id, agent_id) references agents
);

create table agent_spendings (
  -- no reference: checking it would share-lock the agent, whose row a stop waits for
  account_id bigint not null,
  agent_id bigint not null,
  id bigint generated always as identity,
  kind text not null,
  amount int not null,
  spent_at timestamptz not null,
  primary key (account_id, agent_id, id)
);
create index agent_spendings_kind on agent_spendings (account_id, agent_id, kind, spent_at);
create index agent_spendings_age on agent_spendings (spent_at);

create table agent_approvals (
  account_id bigint not null,
  id bigint generated always as identity,
  agent_id bigint not null,
  -- pending, approved, failed or denied; one that is pending after its time has expired
  status text not null default 'pending',
  reason text not null,
  policy_version int not null,
  resource text not null,
  classes text[] not null,
  -- the call as it was asked: its route by pattern and values, and whatever else decides what it does
  method text not null,
  route text not null,
  route_values jsonb not null,
  host text not null,
  scheme text not null,
  path text not null,
  query text not null,
  headers jsonb not null,
  body bytea,
  request_hash bytea not null,
  -- of its Idempotency-Key: a call that is sent again waits once
  idempotency_key text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  decided_by bigint,
  decided_at timestamptz,
  note text,
  answer_status int,
  answer_body bytea,
  primary key (account_id, id),
  foreign key (account_id, agent_id) references agents
);
create index agent_approvals_created on agent_approvals (account_id, created_at desc, id desc);
create index agent_approvals_agent on agent_approvals (account_id, agent_id, created_at desc, id desc);
create index agent_approvals_key on agent_approvals (account_id, agent_id, idempotency_key) where idempotency_key is not null;
create index agent_approvals_age on agent_approvals (created_at);
