-- Statistics (docs/adr/0027): what the event sequence says about each ticket, in the form in which reports ask for it.
--
-- Three layers. `statistic_marks` are events that are not counted yet. `statistic_moments` and `statistic_acts` are what is kept of events for ever, since
-- events themselves are not. The other tables are a function of those and of the tickets and messages as they are: the functions at the end of this file, by
-- which rows are made, made again and checked. A ticket's columns stand in every row, because a report that had to join a million tickets would be slow.

create table statistic_marks (
  -- no reference, as in events
  account_id bigint not null,
  event_id bigint not null,
  primary key (account_id, event_id)
);

create function mark_statistics() returns trigger language plpgsql as $$
begin
  insert into statistic_marks (account_id, event_id) select account_id, id from new_rows;
  return null;
end $$;
create trigger events_statistics after insert on events referencing new table as new_rows for each statement execute function mark_statistics();

-- Tickets whose rows are to be made anew.
create table statistic_stale (
  account_id bigint not null,
  ticket_id bigint not null,
  primary key (account_id, ticket_id)
);

-- Locked by whoever counts, so that nobody writes what an older look at the data has said.
create table statistic_states (
  account_id bigint not null references accounts,
  -- whose messages counted as a bot's when they were last looked at
  bot_ids bigint[] not null default '{}',
  -- the ticket up to which rows were last checked against what they were made from
  checked_to bigint not null default 0,
  rebuilt_at timestamptz,
  primary key (account_id)
);

-- What reports need of a ticket's events, once for each.
create table statistic_moments (
  account_id bigint not null,
  ticket_id bigint not null,
  event_id bigint not null,
  kind text not null check (kind in ('closed', 'opened', 'assigned', 'tagged', 'wrote')),
  at timestamptz not null,
  -- who acted, as in events
  actor text not null,
  user_id bigint,
  -- the assignee (none: nobody any more), the tags, or the message
  subject_ids bigint[] not null,
  primary key (account_id, ticket_id, event_id)
);

-- Who did something in which five minutes; ticket 0 for what concerns no ticket.
create table statistic_acts (
  account_id bigint not null,
  ticket_id bigint not null,
  user_id bigint not null,
  slot timestamptz not null,
  primary key (account_id, ticket_id, user_id, slot)
);
create index statistic_acts_slot on statistic_acts (account_id, slot, user_id);

create table statistic_tickets (
  account_id bigint not null,
  ticket_id bigint not null,
  created_at timestamptz not null,
  channel text not null,
  integration_id bigint,
  store_id bigint,
  team_id bigint,
  agent_id bigint,
  tag_ids bigint[] not null,
  -- spam and what lies in the trash is in no report
  left_out boolean not null,
  is_open boolean not null,
  closed_during tstzmultirange not null,
  asked_at timestamptz,
  answered_at timestamptz,
  answered_by bigint,
  answered_how text,
  human_answered_at timestamptz,
  human_answered_by bigint,
  primary key (account_id, ticket_id)
);
create index statistic_tickets_created on statistic_tickets (account_id, created_at);
create index statistic_tickets_answered on statistic_tickets (account_id, answered_at) where answered_at is not null;
create index statistic_tickets_human on statistic_tickets (account_id, human_answered_at) where human_answered_at is not null;
create index statistic_tickets_open on statistic_tickets (account_id, created_at) where is_open;

create table statistic_closes (
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
  number int not null,
  at timestamptz not null,
  -- when the ticket was closed again: who counts tickets takes the last closing of a period
  next_at timestamptz,
  closed_by bigint,
  how text not null,
  asked_at timestamptz,
  messages int not null,
  -- of people; of rules, bots and agents that are programs
  touches int not null,
  automatic int not null,
  by_agents int not null,
  handle_seconds int not null,
  primary key (account_id, ticket_id, number)
);
create index statistic_closes_at on statistic_closes (account_id, at);

create table statistic_messages (
  account_id bigint not null,
  ticket_id bigint not null,
  created_at timestamptz not null,
  channel text not null,
  integration_id bigint,
  store_id bigint,
  team_id bigint,
  -- of an outgoing message its writer, of an incoming one the ticket's assignee
  agent_id bigint,
  tag_ids bigint[] not null,
  left_out boolean not null,
  message_id bigint not null,
  at timestamptz not null,
  from_agent boolean not null,
  how text,
  -- the next outgoing message, of an incoming one
  answered_at timestamptz,
  answered_by bigint,
  answered_how text,
  primary key (account_id, ticket_id, message_id)
);
create index statistic_messages_at on statistic_messages (account_id, from_agent, at);
create index statistic_messages_answered on statistic_messages (account_id, answered_at) where answered_at is not null;

create table statistic_tags (
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
  tag_id bigint not null,
  at timestamptz not null,
  primary key (account_id, ticket_id, tag_id)
);
create index statistic_tags_at on statistic_tags (account_id, at);

create table statistic_fields (
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
  field_id bigint not null,
  at timestamptz not null,
  value text not null,
  primary key (account_id, ticket_id, field_id)
);
create index statistic_fields_at on statistic_fields (account_id, field_id, at);
-- as in ticket_field_values: an entry of an index has its bounds
create index statistic_fields_value on statistic_fields (account_id, field_id, left(value, 256));

-- When a value was set. Values of before have the time of their ticket.
alter table ticket_field_values add column set_at timestamptz;
alter table customer_field_values add column set_at timestamptz;

create table metric_card_feedback (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  slug text not null,
  user_id bigint,
  disagreement_type text not null,
  metric_category text not null,
  comment text,
  created_at timestamptz not null,
  primary key (account_id, id)
);

-- What an event is to reports. A rule's or agent's message is noted because nothing else tells for ever who wrote it.
create view statistic_moments_of_events as
select e.account_id, e.id event_id, e.created_at at, e.actor, e.user_id,
  case when e.object_type = 'Ticket' then e.object_id else (e.data ->> 'ticket_id')::bigint end ticket_id,
  case e.type when 'ticket-closed' then 'closed' when 'ticket-reopened' then 'opened' when 'ticket-self-unsnoozed' then 'opened'
    when 'ticket-assigned' then 'assigned' when 'ticket-unassigned' then 'assigned' when 'ticket-tags-added' then 'tagged' else 'wrote' end kind,
  case e.type
    when 'ticket-assigned' then array[(e.data ->> 'assignee_user_id')::bigint]
    when 'ticket-tags-added' then array(select jsonb_array_elements_text(e.data -> 'tags_added')::bigint)
    when 'ticket-message-created' then array[e.object_id]
    else '{}'::bigint[] end subject_ids
from events e
where (e.object_type = 'Ticket' and e.type in ('ticket-closed', 'ticket-reopened', 'ticket-self-unsnoozed', 'ticket-assigned', 'ticket-unassigned', 'ticket-tags-added'))
  or (e.type = 'ticket-message-created' and e.actor in ('rule', 'agent') and e.data ? 'ticket_id');

create view statistic_acts_of_events as
select e.account_id, e.id event_id, e.created_at, e.user_id, date_bin('5 minutes', e.created_at, 'epoch') slot,
  case when e.object_type = 'Ticket' then e.object_id when e.object_type = 'TicketMessage' and e.data ? 'ticket_id' then (e.data ->> 'ticket_id')::bigint else 0 end ticket_id
from events e where e.user_id is not null and e.actor in ('user', 'api-key');

-- The part of every row that comes from the ticket.
create view statistic_subjects as
select t.account_id, t.id ticket_id, t.created_at, t.channel,
  case when t.integration_ids[1] is distinct from store.id then t.integration_ids[1] else t.integration_ids[2] end integration_id, store.id store_id,
  t.assignee_team_id team_id, t.assignee_user_id agent_id, t.tag_ids, t.spam or t.trashed_at is not null left_out, t.status = 'open' is_open, t.closed_at
from tickets t
left join lateral (
  select min(i.id) id from integrations i
  where i.account_id = t.account_id and i.id = any(t.integration_ids) and i.type in ('shopify', 'bigcommerce', 'magento2', 'woocommerce')) store on true;

-- What went between company and customers. A message counts from when it was written; one that was brought along, from when it was sent.
create view statistic_letters as
select m.account_id, m.ticket_id, m.id message_id, least(m.created_at, m.sent_at) at, m.from_agent, case when m.from_agent then m.sender_user_id end user_id,
  case
    when not m.from_agent then null
    when m.rule_id is not null or wrote.actor = 'rule' then 'rule'
    when wrote.actor = 'agent' or a.user_id is not null then 'agent'
    when u.role = 'bot' then 'bot'
    else 'person' end how
from messages m
left join users u on u.account_id = m.account_id and u.id = m.sender_user_id
left join agents a on a.account_id = m.account_id and a.user_id = m.sender_user_id
left join lateral (
  select w.actor from statistic_moments w
  where w.account_id = m.account_id and w.ticket_id = m.ticket_id and w.kind = 'wrote' and w.subject_ids = array[m.id] order by w.event_id limit 1) wrote on m.from_agent
where m.channel <> 'internal-note' and (m.public or not m.from_agent) and m.deleted_at is null;

create function statistic_messages_of(account bigint, wanted bigint[]) returns setof statistic_messages language sql stable as $$
  with letters as (
    select l.*, count(*) filter (where from_agent) over (partition by ticket_id order by at desc, message_id desc) answer
    from statistic_letters l where l.account_id = account and l.ticket_id = any(wanted)),
  answered as (
    select letters.*, first_value(at) over told answered_at, first_value(user_id) over told answered_by, first_value(how) over told answered_how
    from letters window told as (partition by ticket_id, answer order by at desc, message_id desc))
  select s.account_id, s.ticket_id, s.created_at, s.channel, s.integration_id, s.store_id, s.team_id, case when a.from_agent then a.user_id else s.agent_id end, s.tag_ids, s.left_out,
    a.message_id, a.at, a.from_agent, a.how,
    case when not a.from_agent and a.answer > 0 then a.answered_at end,
    case when not a.from_agent and a.answer > 0 then a.answered_by end,
    case when not a.from_agent and a.answer > 0 then a.answered_how end
  from answered a join statistic_subjects s on s.account_id = account and s.ticket_id = a.ticket_id
  where s.ticket_id = any(wanted)
$$;

create function statistic_closes_of(account bigint, wanted bigint[]) returns setof statistic_closes language sql stable as $$
  with subjects as materialized (select * from statistic_subjects s where s.account_id = account and s.ticket_id = any(wanted)),
  letters as materialized (select * from statistic_letters l where l.account_id = account and l.ticket_id = any(wanted)),
  turns as materialized (
    select m.ticket_id, m.event_id, m.kind, m.at, m.actor, m.user_id, lead(m.event_id) over (partition by m.ticket_id order by m.event_id) is null is_last
    from statistic_moments m where m.account_id = account and m.ticket_id = any(wanted) and m.kind in ('closed', 'opened')),
  -- The last closing is when the ticket says that it was closed. A closed ticket without such an event was brought along.
  closings as materialized (
    select closing.*, row_number() over turn number, lead(closing.at) over turn next_at
    from (
      select t.ticket_id, t.event_id, t.actor, t.user_id, t.at happened_at, case when t.is_last and not s.is_open then coalesce(s.closed_at, t.at) else t.at end at
      from turns t join subjects s on s.ticket_id = t.ticket_id where t.kind = 'closed'
      union all
      select s.ticket_id, null, 'system', null, s.closed_at, s.closed_at
      from subjects s left join turns t on t.ticket_id = s.ticket_id and t.is_last and t.kind = 'closed'
      where not s.is_open and s.closed_at is not null and t.ticket_id is null) closing
    window turn as (partition by closing.ticket_id order by closing.event_id nulls last)),
  assigned as materialized (select m.ticket_id, m.event_id, m.at, m.subject_ids[1] agent_id from statistic_moments m where m.account_id = account and m.ticket_id = any(wanted) and m.kind = 'assigned'),
  holders as (
    select distinct on (c.ticket_id, c.number) c.ticket_id, c.number, a.agent_id
    from closings c join assigned a on a.ticket_id = c.ticket_id and (a.at <= c.happened_at or a.event_id < c.event_id)
    order by c.ticket_id, c.number, a.event_id desc),
  counted as (
    select c.ticket_id, c.number, count(*)::int messages, (count(*) filter (where l.how = 'person'))::int touches, (count(*) filter (where l.how in ('rule', 'bot', 'agent')))::int automatic,
      (count(*) filter (where l.how = 'agent'))::int by_agents
    from closings c join letters l on l.ticket_id = c.ticket_id and l.at <= greatest(c.at, c.happened_at) group by c.ticket_id, c.number),
  questions as (select l.ticket_id, min(l.at) asked_at from letters l where not l.from_agent group by l.ticket_id),
  handled as (
    select c.ticket_id, c.number, (300 * count(*))::int seconds
    from closings c
    join statistic_acts a on a.account_id = account and a.ticket_id = c.ticket_id and a.slot <= greatest(c.at, c.happened_at)
    join users u on u.account_id = account and u.id = a.user_id and u.role <> 'bot'
    where a.ticket_id = any(wanted) group by c.ticket_id, c.number)
  select s.account_id, s.ticket_id, s.created_at, s.channel, s.integration_id, s.store_id, s.team_id,
    case when c.event_id is not null and exists (select from assigned a where a.ticket_id = c.ticket_id) then h.agent_id else s.agent_id end, s.tag_ids, s.left_out,
    c.number::int, c.at, c.next_at, c.user_id,
    case when c.actor in ('rule', 'agent', 'system') then c.actor when u.role = 'bot' then 'bot' else 'person' end,
    q.asked_at, coalesce(n.messages, 0), coalesce(n.touches, 0), coalesce(n.automatic, 0), coalesce(n.by_agents, 0), coalesce(d.seconds, 0)
  from closings c
  join subjects s on s.ticket_id = c.ticket_id
  left join holders h on h.ticket_id = c.ticket_id and h.number = c.number
  left join counted n on n.ticket_id = c.ticket_id and n.number = c.number
  left join questions q on q.ticket_id = c.ticket_id
  left join handled d on d.ticket_id = c.ticket_id and d.number = c.number
  left join users u on u.account_id = account and u.id = c.user_id
$$;

create function statistic_tickets_of(account bigint, wanted bigint[]) returns setof statistic_tickets language sql stable as $$
  with letters as (
    select l.*, min(l.at) filter (where not l.from_agent) over (partition by l.ticket_id) asked_at
    from statistic_letters l where l.account_id = account and l.ticket_id = any(wanted)),
  answers as (
    select l.ticket_id, min(l.asked_at) asked_at,
      min(l.at) filter (where l.from_agent and l.at >= l.asked_at) answered_at,
      (array_agg(l.user_id order by l.at, l.message_id) filter (where l.from_agent and l.at >= l.asked_at))[1] answered_by,
      (array_agg(l.how order by l.at, l.message_id) filter (where l.from_agent and l.at >= l.asked_at))[1] answered_how,
      min(l.at) filter (where l.how = 'person' and l.at >= l.asked_at) human_answered_at,
      (array_agg(l.user_id order by l.at, l.message_id) filter (where l.how = 'person' and l.at >= l.asked_at))[1] human_answered_by
    from letters l group by l.ticket_id),
  closed as (
    select c.ticket_id, range_agg(tstzrange(least(c.at, c.until), c.until)) during
    from (
      select t.ticket_id, case when t.is_last and not s.is_open then coalesce(s.closed_at, t.at) else t.at end at, case when t.is_last and s.is_open then t.at else t.opened_at end until
      from (
        select m.ticket_id, m.kind, m.at, lead(m.at) over turn opened_at, lead(m.event_id) over turn is null is_last
        from statistic_moments m where m.account_id = account and m.ticket_id = any(wanted) and m.kind in ('closed', 'opened')
        window turn as (partition by m.ticket_id order by m.event_id)) t
      join statistic_subjects s on s.account_id = account and s.ticket_id = t.ticket_id
      where t.kind = 'closed' and s.ticket_id = any(wanted)) c
    group by c.ticket_id)
  select s.account_id, s.ticket_id, s.created_at, s.channel, s.integration_id, s.store_id, s.team_id, s.agent_id, s.tag_ids, s.left_out, s.is_open,
    case when s.is_open or s.closed_at is null then coalesce(c.during, '{}') else coalesce(c.during, '{}') + tstzmultirange(tstzrange(s.closed_at, null)) end,
    a.asked_at, a.answered_at, a.answered_by, a.answered_how, a.human_answered_at, a.human_answered_by
  from statistic_subjects s
  left join answers a on a.ticket_id = s.ticket_id
  left join closed c on c.ticket_id = s.ticket_id
  where s.account_id = account and s.ticket_id = any(wanted)
$$;

create function statistic_tags_of(account bigint, wanted bigint[]) returns setof statistic_tags language sql stable as $$
  select s.account_id, s.ticket_id, s.created_at, s.channel, s.integration_id, s.store_id, s.team_id, s.agent_id, s.tag_ids, s.left_out, tag_id,
    coalesce((
      select m.at from statistic_moments m
      where m.account_id = account and m.ticket_id = s.ticket_id and m.kind = 'tagged' and m.subject_ids @> array[tag_id] order by m.event_id desc limit 1), s.created_at)
  from statistic_subjects s cross join lateral (select distinct unnest(s.tag_ids) tag_id) tagged
  where s.account_id = account and s.ticket_id = any(wanted)
$$;

create function statistic_fields_of(account bigint, wanted bigint[]) returns setof statistic_fields language sql stable as $$
  select s.account_id, s.ticket_id, s.created_at, s.channel, s.integration_id, s.store_id, s.team_id, s.agent_id, s.tag_ids, s.left_out, v.field_id,
    coalesce(v.set_at, s.created_at), coalesce(v.text_value, v.number_value::text, v.flag_value::text)
  from statistic_subjects s join ticket_field_values v on v.account_id = s.account_id and v.ticket_id = s.ticket_id
  where s.account_id = account and s.ticket_id = any(wanted)
$$;

-- Seconds of work up to a moment: `edges` are when work begins and ends in turns, as seconds since 1970, and `worked` what had been worked by then.
create function statistic_worked(moment timestamptz, edges double precision[], worked double precision[]) returns double precision language sql immutable parallel safe as $$
  select case when moment is null then null else coalesce(
    worked[width_bucket(extract(epoch from moment)::double precision, edges)]
    + (width_bucket(extract(epoch from moment)::double precision, edges) % 2)
      * (extract(epoch from moment)::double precision - edges[width_bucket(extract(epoch from moment)::double precision, edges)]), 0) end
$$;
