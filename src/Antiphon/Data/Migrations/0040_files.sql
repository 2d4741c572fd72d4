-- Uploaded files (docs/adr/0025). Their contents lie in a store outside of the database, named by what they hold.

-- A content of an account that the store has, or is just getting: it is noted before it is put there, so that nothing lies in the store unknown.
create table file_contents (
  account_id bigint not null references accounts,
  -- SHA-256
  digest bytea not null,
  size bigint not null,
  -- null: some file has it. A time: since then it waits for its file. Minus infinity: its last file was deleted.
  unused_since timestamptz,
  primary key (account_id, digest)
);
create index file_contents_unused on file_contents (unused_since) where unused_since is not null;

create table files (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  -- attachment, public_attachment, recording or export
  type text not null,
  -- the end of its address: 128 random bits and a readable rest
  resource_name text not null,
  name text not null,
  content_type text not null,
  digest bytea not null,
  size bigint not null,
  user_id bigint,
  created_at timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, digest) references file_contents
);
create unique index files_resource_name on files (account_id, resource_name);
create index files_digest on files (account_id, digest);
create index files_created on files (created_at) where type in ('attachment', 'export');

-- Whose file it is: the messages, macros and rules that name its address. Triggers keep it, so that no door to those tables can forget it.
create table file_uses (
  account_id bigint not null,
  owner_type text not null,
  owner_id bigint not null,
  file_id bigint not null,
  primary key (account_id, owner_type, owner_id, file_id),
  foreign key (account_id, file_id) references files on delete cascade
);
create index file_uses_file on file_uses (account_id, file_id);

create function file_uses_of(account bigint, kind text, owner bigint, content text) returns void language plpgsql as $$
declare
  named bigint[];
begin
  select coalesce(array_agg(f.id), '{}') into named
  from files f where f.account_id = account and f.resource_name in (select (regexp_matches(content, '[0-9a-f]{32}-[A-Za-z0-9._-]+', 'g'))[1]);
  delete from file_uses u where u.account_id = account and u.owner_type = kind and u.owner_id = owner and u.file_id <> all (named);
  insert into file_uses (account_id, owner_type, owner_id, file_id) select account, kind, owner, unnest(named) on conflict do nothing;
end $$;

create function follow_message_files() returns trigger language plpgsql as $$
begin
  perform file_uses_of(new.account_id, 'message', new.id, coalesce(new.attachments::text, ''));
  return null;
end $$;
create trigger messages_files_added after insert on messages for each row when (new.attachments is not null) execute function follow_message_files();
create trigger messages_files_changed after update of attachments on messages for each row when (old.attachments is distinct from new.attachments) execute function follow_message_files();

create function follow_macro_files() returns trigger language plpgsql as $$
begin
  perform file_uses_of(new.account_id, 'macro', new.id, new.actions::text);
  return null;
end $$;
create trigger macros_files after insert or update of actions on macros for each row execute function follow_macro_files();

create function follow_rule_files() returns trigger language plpgsql as $$
begin
  perform file_uses_of(new.account_id, 'rule', new.id, coalesce(new.code, ''));
  return null;
end $$;
create trigger rules_files after insert or update of code on rules for each row execute function follow_rule_files();

create function forget_file_uses() returns trigger language plpgsql as $$
begin
  delete from file_uses u using gone where u.account_id = gone.account_id and u.owner_type = tg_argv[0] and u.owner_id = gone.id;
  return null;
end $$;
create trigger messages_files_gone after delete on messages referencing old table as gone for each statement execute function forget_file_uses('message');
create trigger macros_files_gone after delete on macros referencing old table as gone for each statement execute function forget_file_uses('macro');
create trigger rules_files_gone after delete on rules referencing old table as gone for each statement execute function forget_file_uses('rule');

-- A file goes with the last of those that name it. The lock comes first: of two that leave at once the second then sees that it is the last.
create function forget_files() returns trigger language plpgsql as $$
begin
  perform from files f where (f.account_id, f.id) in (select gone.account_id, gone.file_id from gone) order by f.account_id, f.id for update;
  delete from files f using (select distinct gone.account_id, gone.file_id from gone) left_by
  where f.account_id = left_by.account_id and f.id = left_by.file_id
    and not exists (select from file_uses u where u.account_id = f.account_id and u.file_id = f.id);
  return null;
end $$;
create trigger file_uses_gone after delete on file_uses referencing old table as gone for each statement execute function forget_files();

-- A content goes with the last file that has it; whoever sweeps the store is told.
create function forget_file_contents() returns trigger language plpgsql as $$
begin
  perform from file_contents c where (c.account_id, c.digest) in (select gone.account_id, gone.digest from gone) order by c.account_id, c.digest for update;
  update file_contents c set unused_since = '-infinity' from (select distinct gone.account_id, gone.digest from gone) left_by
  where c.account_id = left_by.account_id and c.digest = left_by.digest and c.unused_since is null
    and not exists (select from files f where f.account_id = c.account_id and f.digest = c.digest);
  if found then
    perform pg_notify('files_gone', '');
  end if;
  return null;
end $$;
create trigger files_gone after delete on files referencing old table as gone for each statement execute function forget_file_contents();
