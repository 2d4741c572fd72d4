-- The announcement of queued events says whose they are, so that an event wakes those who wait for it and nobody else.
create or replace function queue_events() returns trigger language plpgsql as $$
declare
  consumers text[];
begin
  with queued as (
    insert into event_queue (account_id, consumer, event_id, subject_type, subject_id)
    select e.account_id, s.consumer, e.id,
      case when e.object_type in ('TicketMessage', 'SatisfactionSurvey') and e.data ? 'ticket_id' then 'Ticket' else e.object_type end,
      case when e.object_type in ('TicketMessage', 'SatisfactionSurvey') and e.data ? 'ticket_id' then (e.data ->> 'ticket_id')::bigint else e.object_id end
    from new_rows e join event_subscriptions s on s.account_id = e.account_id and s.type = e.type
    where e.chain is not null
    returning consumer)
  select array_agg(distinct consumer) into consumers from queued;
  perform pg_notify('events_queued', consumer) from unnest(consumers) consumer;
  return null;
end $$;
