-- The index of words is cut into slices, each four weeks of one account (docs/adr/0012): the words of a document carry the slice in front of them, so what is asked of one slice reads
-- nothing of any other account or time, and a prefix gathers only what begins so within it.
set local maintenance_work_mem = '256MB';

create function search_slice(at timestamptz) returns int language sql immutable strict parallel safe
return floor(extract(epoch from at) / 2419200)::int;

create function search_slice_start(slice int) returns timestamptz language sql immutable strict parallel safe
return to_timestamp(slice::bigint * 2419200);

-- Words contain neither quotes nor blanks, so writing the document and reading it again is six times as quick as a list of its words. Dear, so that no plan computes it for a whole table.
create function search_sliced(account bigint, at timestamptz, document tsvector) returns tsvector language sql immutable strict parallel safe cost 2000
return replace(' ' || strip(document)::text, ' ''', ' ''' || account || '.' || search_slice(at) || '.')::tsvector;

-- The query for one slice: a tilde, which no word contains, stands where the slice goes.
create function search_slice_query(keys text, account bigint, slice int) returns tsquery language sql immutable strict parallel safe
return replace(keys, '~', account || '.' || slice || '.')::tsquery;

create index ticket_search_slices on ticket_search using gin (search_sliced(account_id, created_at, document)) with (fastupdate = off);
-- What the planner would learn of it helps no plan.
alter index ticket_search_slices alter column 1 set statistics 0;
drop index ticket_search_words;
drop function search_day(timestamptz);
