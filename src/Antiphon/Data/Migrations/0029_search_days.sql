-- The index of words knows the day of each ticket (docs/adr/0012): a word that many tickets have, though not the newest, is looked for in the latest weeks first.
set local maintenance_work_mem = '256MB';

create function search_day(at timestamptz) returns int language sql immutable strict parallel safe
return floor(extract(epoch from at - timestamptz '1970-01-01 00:00:00+00') / 86400)::int;

create index ticket_search_words on ticket_search using gin (account_id, search_day(created_at), document) with (fastupdate = off);
drop index ticket_search_document;
