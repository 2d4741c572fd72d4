-- Reports about service level agreements, as 0044 makes the others: one row for each ticket that was promised something.

-- Tickets whose clocks changed without an event that says so. Each change has a row of its own, so nobody waits for anybody.
create table statistic_sla_marks (
  account_id bigint not null,
  id bigint generated always as identity,
  ticket_id bigint not null,
  primary key (account_id, id)
);

create function mark_sla_statistics() returns trigger language plpgsql as $$
begin
  insert into statistic_sla_marks (account_id, ticket_id) values (coalesce(new.account_id, old.account_id), coalesce(new.ticket_id, old.ticket_id));
  return null;
end $$;
create trigger ticket_slas_statistics after insert or update or delete on ticket_slas for each row execute function mark_sla_statistics();

create table statistic_slas (
  account_id bigint not null,
  ticket_id bigint not null,
  created_at timestamptz not null,
  channel text not null,
  integration_id bigint,
  store_id bigint,
  team_id bigint,
  agent_id bigint,
  tag_ids bigint[] not null,
  left_out boolean not null,
  anchor_at timestamptz not null,
  policy_uuid uuid not null,
  status text not null,
  -- null: the policy does not promise it
  first_response text,
  resolution text,
  primary key (account_id, ticket_id)
);
create index statistic_slas_anchor on statistic_slas (account_id, anchor_at);

create function statistic_slas_of(account bigint, wanted bigint[]) returns setof statistic_slas language sql stable as $$
  select s.account_id, s.ticket_id, s.created_at, s.channel, s.integration_id, s.store_id, s.team_id, s.agent_id, s.tag_ids, s.left_out, k.anchor_at, v.uuid, k.status,
    (select case c.status when 'paused' then 'pending' else c.status end from ticket_sla_clocks c where c.account_id = account and c.ticket_id = k.ticket_id and c.metric = 'first-response'),
    (select case c.status when 'paused' then 'pending' else c.status end from ticket_sla_clocks c where c.account_id = account and c.ticket_id = k.ticket_id and c.metric = 'resolution')
  from ticket_slas k
  join statistic_subjects s on s.account_id = account and s.ticket_id = k.ticket_id
  join sla_policy_versions v on v.account_id = account and v.id = k.version_id
  where k.account_id = account and k.ticket_id = any(wanted) and s.ticket_id = any(wanted)
$$;
