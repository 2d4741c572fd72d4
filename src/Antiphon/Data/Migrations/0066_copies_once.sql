-- A message needs an address once, however often it names it: as a recording where it is one.
delete from file_copies c using file_copies other
where other.account_id = c.account_id and other.message_id = c.message_id and other.url = c.url
  and (other.type = 'recording', -other.id) > (c.type = 'recording', -c.id);
-- An address may be longer than an entry of an index.
create unique index file_copies_address on file_copies (account_id, message_id, md5(url));
drop index file_copies_message;

-- In a sandbox time stands still until what a node has taken is done.
alter table file_copies add column copying boolean not null default false;
