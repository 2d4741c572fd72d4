-- $1 account, $2 id of the account's first ticket. Customer and agent write in turns.
insert into messages (
  account_id, ticket_id, public, channel, via, from_agent, source, sender_user_id, sender_customer_id, receiver_customer_id, integration_id, subject,
  body_text, body_html, created_at, processed_at, sent_at)
select
  $1, ticket_id, true, channel, via, from_agent,
  jsonb_build_object(
    'type', channel,
    'from', case when from_agent then company else customer end,
    'to', jsonb_build_array(case when from_agent then customer else company end)),
  case when from_agent then assignee_user_id end, case when not from_agent then customer_id end, case when from_agent then customer_id end, integration, subject,
  text, '<div>' || text || '</div>', created_at, created_at, created_at
from (
  select t.id ticket_id, t.channel, t.via, k % 2 = 0 from_agent, t.assignee_user_id, t.customer_id, t.integration_ids[1] integration, t.subject,
    jsonb_build_object('name', 'Shop support', 'address', 'support@shop.example') company,
    jsonb_build_object('name', c.name, 'address', c.email) customer,
    one.text || ' #' || 100000 + n || ' ' || other.text text,
    case when t.messages_count = 1 then t.created_at else t.created_at + (t.last_message_at - t.created_at) * ((k - 1)::double precision / (t.messages_count - 1)) end created_at
  from (select id - $2::bigint + 1 n, tickets.* from tickets where account_id = $1) t
  join customers c on c.account_id = $1 and c.id = t.customer_id
  cross join generate_series(1, t.messages_count) k
  join phrases one on one.place = pg_temp.pick(n * 8 + k, 30, 10000, 1)
  join phrases other on other.place = pg_temp.pick(n * 8 + k, 31, 10000, 1)) written;
