-- $1 account, $2 present. What the triggers and the reading of tickets would have left.
update tags set usage = used.tickets
from (select tag_id, count(*) tickets from tickets, unnest(tag_ids) tag_id where account_id = $1 group by tag_id) used
where tags.account_id = $1 and tags.id = used.tag_id;

insert into ticket_reads (account_id, ticket_id, user_id, read_at)
select $1, tickets.id, owner.id, $2
from tickets, (select min(id) id from users where account_id = $1) owner
where account_id = $1 and tickets.created_at > $2::timestamptz - interval '60 days' and tickets.id % 3 = 0;

select setval(pg_get_serial_sequence('tickets', 'id'), (select max(id) from tickets));
