-- Service level agreements (docs/adr/0031): what is promised, which promise a ticket has, and how its clocks stand.

create table sla_policies (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  uuid uuid not null,
  -- from 1 without holes: the first that matches a ticket counts
  position int not null,
  -- tickets whose customer wrote earlier are not its matter
  active_since timestamptz not null,
  deactivated_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (account_id, id)
);
create index sla_policies_position on sla_policies (account_id, position);

-- What a policy says. Versions are never changed: the newest of a policy counts, and tickets keep theirs when the policy is gone.
create table sla_policy_versions (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  policy_id bigint not null,
  uuid uuid not null,
  name text not null,
  -- an empty list asks for nothing
  channels text[] not null,
  tag_ids bigint[] not null,
  integration_ids bigint[] not null,
  priorities text[] not null,
  -- [{"id": 5, "values": ["late"]}]
  custom_fields jsonb not null,
  first_response_minutes int check (first_response_minutes between 1 and 20160),
  resolution_minutes int check (resolution_minutes between 1 and 20160),
  business_hours_only boolean not null,
  near_breach_percent int not null check (near_breach_percent between 1 and 99),
  created_at timestamptz not null,
  primary key (account_id, id),
  check (first_response_minutes is not null or resolution_minutes is not null)
);
create index sla_policy_versions_policy on sla_policy_versions (account_id, policy_id, id desc);

create table ticket_slas (
  account_id bigint not null references accounts,
  ticket_id bigint not null,
  policy_id bigint not null,
  version_id bigint not null,
  -- when the customer first wrote
  anchor_at timestamptz not null,
  -- once it is known: whoever deletes the answer does not let the customer wait again
  replied_at timestamptz,
  status text not null check (status in ('pending', 'achieved', 'breached')),
  -- whether a clock has not stopped
  is_open boolean not null,
  assigned_at timestamptz not null,
  primary key (account_id, ticket_id),
  foreign key (account_id, ticket_id) references tickets (account_id, id) on delete cascade,
  foreign key (account_id, version_id) references sla_policy_versions (account_id, id)
);
create index ticket_slas_open on ticket_slas (account_id, ticket_id) where is_open;

create table ticket_sla_clocks (
  account_id bigint not null,
  ticket_id bigint not null,
  metric text not null check (metric in ('first-response', 'resolution')),
  target_seconds int not null,
  status text not null check (status in ('pending', 'paused', 'achieved', 'breached')),
  -- null: the clock stands still, or nobody works in the next years
  near_breach_at timestamptz,
  due_at timestamptz,
  -- when it was told that the time is nearly over
  warned_at timestamptz,
  -- when the time was over; for good
  breached_at timestamptz,
  stopped_at timestamptz,
  primary key (account_id, ticket_id, metric),
  foreign key (account_id, ticket_id) references ticket_slas (account_id, ticket_id) on delete cascade
);

-- Accounts whose open clocks are being set anew, because their hours or policies changed, and up to which ticket that is done.
create table sla_recounts (
  account_id bigint not null references accounts,
  done_to bigint not null,
  primary key (account_id)
);

-- What the audit log (0025) follows: a policy is a setting of the account.
create trigger sla_policies_audit after insert or update or delete on sla_policies for each row execute function audit_change('Account', 'account_id', 'true', '{}', '{}');
create trigger sla_policy_versions_audit after insert on sla_policy_versions for each row execute function audit_change('Account', 'account_id', 'true', '{}', '{}');
