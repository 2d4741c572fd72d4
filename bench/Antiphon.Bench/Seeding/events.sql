-- $1 account. What a simulation of rules looks at; no other measured route reads events.
insert into events (account_id, type, object_type, object_id, actor, context, chain, created_at)
select account_id, 'ticket-created', 'Ticket', id, 'system', gen_random_uuid(), 0, created_at from tickets where account_id = $1 order by id;
