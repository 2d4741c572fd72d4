-- $1 account, $2 present. What a simulation of rules looks at; no other measured route reads events. All of today: what is older than the retention would be swept away.
insert into events (account_id, type, object_type, object_id, actor, context, chain, created_at)
select account_id, 'ticket-created', 'Ticket', id, 'system', gen_random_uuid(), 0, $2 from tickets where account_id = $1 order by id;
