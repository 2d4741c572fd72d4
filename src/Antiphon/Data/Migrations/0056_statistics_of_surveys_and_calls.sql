-- Statistics of surveys and calls (docs/adr/0027): both are few beside messages, so reports read them as they are, with the columns of their tickets beside them.
-- There is nothing here that could be counted wrongly and would have to be counted anew.

-- How long the caller waited before somebody answered, or before giving up; null where nobody says.
alter table voice_calls add column wait_seconds int check (wait_seconds >= 0);

-- A survey counts from when it was sent. One that was brought along with its answer counts from when it was answered.
create index satisfaction_surveys_counted on satisfaction_surveys (account_id, (coalesce(sent_at, case when score is not null then coalesce(scored_at, created_at) end)));
-- A call counts from when it began.
create index voice_calls_began on voice_calls (account_id, (least(created_at, started_at)));

create view statistic_surveys as
select s.account_id, s.ticket_id, coalesce(s.sent_at, case when s.score is not null then coalesce(s.scored_at, s.created_at) end) at, s.score::int score,
  t.created_at, t.channel, t.integration_id, t.store_id, t.team_id, t.agent_id, t.tag_ids, t.left_out
from satisfaction_surveys s join statistic_tickets t on t.account_id = s.account_id and t.ticket_id = s.ticket_id;

create view statistic_calls as
select c.account_id, c.id call_id, c.ticket_id, least(c.created_at, c.started_at) at, c.integration_id, c.queue_id, c.customer_id, c.answered_by agent_id, c.direction, c.status,
  c.termination_status termination, coalesce(c.termination_status, c.status) display_status, c.source, c.destination, c.duration,
  case when c.termination_status = 'answered' and c.duration is not null then greatest(c.duration - coalesce(c.wait_seconds, 0), 0) end talk_seconds,
  -- who was never answered waited all the time
  case when c.direction = 'inbound' then coalesce(c.wait_seconds, case when c.termination_status <> 'answered' then c.duration end) end wait_seconds,
  (select '/api/phone/voice-call-recordings/' || min(r.id) || '/' from voice_call_recordings r
   where r.account_id = c.account_id and r.call_id = c.id and r.type = 'voicemail' and r.deleted_at is null) voicemail_url,
  (select '/api/phone/voice-call-recordings/' || min(r.id) || '/' from voice_call_recordings r
   where r.account_id = c.account_id and r.call_id = c.id and r.type = 'call-recording' and r.deleted_at is null) recording_url,
  c.outcome, c.resolved, c.deflected, c.attributed_revenue, c.cost, c.currency,
  t.store_id, coalesce(t.tag_ids, '{}') tag_ids, coalesce(t.left_out, false) left_out
from voice_calls c left join statistic_tickets t on t.account_id = c.account_id and t.ticket_id = c.ticket_id;

-- What agents did in calls.
create view statistic_call_acts as
select e.account_id, e.created_at acted_at, e.type, e.user_id, c.call_id, c.ticket_id, c.integration_id, c.customer_id, c.agent_id, c.direction, c.status, c.display_status, c.source, c.destination,
  c.duration, c.voicemail_url, c.recording_url, c.store_id, c.tag_ids, c.left_out
from voice_call_events e join statistic_calls c on c.account_id = e.account_id and c.call_id = e.call_id
where e.user_id is not null;
