-- What goes between company and customers, as reports count it and as SLAs do. A message counts from when it was written; one that was brought along, from when it
-- was sent. Who wrote it is told by each of them, because reports keep that of events, which are counted later than clocks are stopped.
create view ticket_letters as
select m.account_id, m.ticket_id, m.id message_id, least(m.created_at, m.sent_at) at, m.from_agent, m.rule_id, m.sender_user_id
from messages m
where m.channel <> 'internal-note' and (m.public or not m.from_agent) and m.deleted_at is null;

create or replace view statistic_letters as
select l.account_id, l.ticket_id, l.message_id, l.at, l.from_agent, case when l.from_agent then l.sender_user_id end user_id,
  case
    when not l.from_agent then null
    when l.rule_id is not null or wrote.actor = 'rule' then 'rule'
    when wrote.actor = 'agent' or a.user_id is not null then 'agent'
    when u.role = 'bot' then 'bot'
    else 'person' end how
from ticket_letters l
left join users u on u.account_id = l.account_id and u.id = l.sender_user_id
left join agents a on a.account_id = l.account_id and a.user_id = l.sender_user_id
left join lateral (
  select w.actor from statistic_moments w
  where w.account_id = l.account_id and w.ticket_id = l.ticket_id and w.kind = 'wrote' and w.subject_ids = array[l.message_id] order by w.event_id limit 1) wrote on l.from_agent;
