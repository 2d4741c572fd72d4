-- $1 account, $2 number of tickets, $3 present, $4 id before the first.
insert into tickets (
  account_id, id, external_id, status, priority, channel, via, from_agent, customer_id, assignee_user_id, assignee_team_id, language, subject, meta, tag_ids,
  integration_ids, spam, messages_count, excerpt, created_at, processed_at, updated_at, opened_at, last_received_message_at, last_message_at, closed_at, trashed_at, snooze_at)
overriding system value
select
  $1, $4::bigint + n, case when pg_temp.chance(n, 2) < 0.2 then 'order-' || n end, case when is_open then 'open' else 'closed' end,
  (array['normal', 'normal', 'normal', 'normal', 'normal', 'normal', 'low', 'high', 'critical'])[pg_temp.pick(n, 3, 9, 1) + 1],
  channel, case channel when 'email' then 'email' else 'api' end, false, first_customer + pg_temp.pick(n, 5, customers, 2),
  case when pg_temp.chance(n, 6) < 0.7 then first_user + pg_temp.pick(n, 7, 20, 1.5) end,
  case when pg_temp.chance(n, 8) < 0.6 then first_team + pg_temp.pick(n, 9, 4, 1.5) end,
  'en', subject || ' #' || 100000 + n, case when pg_temp.chance(n, 10) < 0.1 then jsonb_build_object('order', 100000 + n) end,
  case pg_temp.pick(n, 11, 5, 1)
    when 0 then '{}'
    when 1 then array[first_tag + tag]
    when 2 then array[first_tag + tag]
    when 3 then array[first_tag + tag, first_tag + tag + 1 + pg_temp.pick(n, 13, 7, 1)]
    else array[first_tag + tag, first_tag + tag + 1 + pg_temp.pick(n, 13, 7, 1), first_tag + tag + 8 + pg_temp.pick(n, 14, 7, 1)] end,
  case channel when 'email' then array[first_integration] when 'chat' then array[first_integration + 1] else '{}' end,
  pg_temp.chance(n, 15) < 0.01, messages, left(one.text || ' #' || 100000 + n || ' ' || other.text, 200), created_at, created_at,
  last_at, case when pg_temp.chance(n, 16) < 0.9 then created_at + interval '20 minutes' end, created_at, last_at,
  case when not is_open then last_at + interval '1 hour' end, case when pg_temp.chance(n, 17) < 0.015 then last_at + interval '2 hours' end,
  case when not is_open and pg_temp.chance(n, 18) < 0.002 then $3::timestamptz + interval '1 day' end
from (
  select n, created_at, messages, tag, subject, is_open, channel, least($3::timestamptz, created_at + interval '40 hours' * pg_temp.chance(n, 19) * (messages - 1)) last_at
  from (
    select n, $3::timestamptz - interval '3 years' * (1 - (n::double precision / $2) ^ 0.8) created_at, 1 + pg_temp.pick(n, 20, 5, 1)::int messages, pg_temp.pick(n, 12, 45, 2.5) tag,
      (array['Where is my order', 'Wrong size', 'Refund please', 'Damaged on arrival', 'Change of address', 'Invoice', 'Discount code', 'Question about'])[pg_temp.pick(n, 21, 8, 1) + 1] subject,
      pg_temp.chance(n, 22) < case when n > $2 * 0.95 then 0.2 else 0.01 end is_open,
      case when draw < 0.55 then 'email' when draw < 0.75 then 'chat' when draw < 0.85 then 'contact_form' when draw < 0.90 then 'instagram-direct-message'
        when draw < 0.94 then 'facebook-messenger' when draw < 0.97 then 'sms' when draw < 0.99 then 'phone' when draw < 0.999 then 'whatsapp' else 'yotpo-review' end channel
    from (select n, pg_temp.chance(n, 4) draw from generate_series(1, $2::bigint) n) drawn) chosen) ticket
cross join (
  select (select min(id) from customers where account_id = $1) first_customer, (select count(*) from customers where account_id = $1) customers,
    (select min(id) from users where account_id = $1) first_user, (select min(id) from teams where account_id = $1) first_team,
    (select min(id) from tags where account_id = $1) first_tag, (select min(id) from integrations where account_id = $1) first_integration) people
join phrases one on one.place = pg_temp.pick(n * 8 + messages, 30, 10000, 1)
join phrases other on other.place = pg_temp.pick(n * 8 + messages, 31, 10000, 1)
order by n;
