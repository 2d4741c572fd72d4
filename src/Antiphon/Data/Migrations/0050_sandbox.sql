-- Sandbox accounts (docs/adr/0029): a clock, chance, faults and snapshots of their own. What an account is, its number says: those of sandboxes begin at 10^12, so a statement that must tell them
-- from others compares a number, and no account becomes one later.
create schema sandbox;
create sequence sandbox.accounts start 1000000000000;

create table sandboxes (
  -- written before the account itself, whose first rows carry its time already
  account_id bigint not null check (account_id >= 1000000000000),
  -- what time it is there: this one while it stands still, or as much later as has passed since set_at
  clock_at timestamptz not null,
  set_at timestamptz not null,
  frozen boolean not null,
  -- what chance begins with, and a word for what has been done to it since; a restored snapshot has the same again
  seed bigint not null,
  epoch text not null default 'new',
  -- how often chance began anew
  begun bigint not null default 0,
  -- counts every change of this row
  version bigint not null default 0,
  -- null: everything works
  faults jsonb,
  primary key (account_id)
);

create table sandbox_snapshots (
  account_id bigint not null,
  id bigint generated always as identity,
  name text not null,
  -- by the account's clock, which is set back to it
  clock_at timestamptz not null,
  frozen boolean not null,
  -- by ordinary time
  created_at timestamptz not null,
  -- the next number of each table
  numbers jsonb not null,
  primary key (account_id, id),
  unique (account_id, name)
);
-- The rows of a table in the binary format of copy, in pieces.
create table sandbox_pieces (
  account_id bigint not null,
  snapshot_id bigint not null,
  table_name text not null,
  columns text[] not null,
  number int not null,
  rows bigint not null,
  data bytea not null,
  primary key (account_id, snapshot_id, table_name, number),
  foreign key (account_id, snapshot_id) references sandbox_snapshots (account_id, id) on delete cascade
);

create function sandbox_now(account bigint) returns timestamptz language sql volatile as $$
  select coalesce((select case when frozen then clock_at else clock_at + (clock_timestamp() - set_at) end from sandboxes where account_id = account), clock_timestamp())
$$;

-- Numbers that a sandbox counts for itself, so that the same script gives the same numbers whatever else is on the server. An argument names a column with a time that the database writes by itself.
create function sandbox_row() returns trigger language plpgsql as $$
begin
  new.id := nextval(('sandbox.' || tg_table_name || '_' || new.account_id)::regclass);
  if tg_nargs > 0 then
    new := jsonb_populate_record(new, jsonb_build_object(tg_argv[0], sandbox_now(new.account_id)));
  end if;
  if tg_table_name = 'messages' then
    -- for the statements that follow in the same round trip
    perform set_config('antiphon.stored_message', new.id::text, true);
  end if;
  return new;
end $$;
create function sandbox_time() returns trigger language plpgsql as $$
begin
  return jsonb_populate_record(new, jsonb_build_object(tg_argv[0], sandbox_now(new.account_id)));
end $$;

-- The tables that number their rows.
create function sandbox_numbered() returns table (name text) language sql stable as $$
  select c.relname::text from pg_class c
  join pg_attribute i on i.attrelid = c.oid and i.attname = 'id' and i.attidentity <> '' and not i.attisdropped
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped
  where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname <> 'sandbox_snapshots'
  order by 1
$$;

create function sandbox_count(account bigint) returns void language plpgsql as $$
declare
  numbered text;
begin
  for numbered in select name from sandbox_numbered() loop
    execute format('create sequence if not exists sandbox.%I', numbered || '_' || account);
  end loop;
end $$;

-- Run behind every migration, so that a new table needs to know nothing of this.
create function sandbox_cover() returns void language plpgsql as $$
declare
  numbered text;
  account bigint;
begin
  for numbered in select name from sandbox_numbered() n where not exists (select from pg_trigger t where t.tgrelid = n.name::regclass and t.tgname = 'sandbox_row') loop
    execute format('create trigger sandbox_row before insert on %I for each row when (new.account_id >= 1000000000000) execute function sandbox_row(%s)',
      numbered, case numbered when 'changes_pending' then quote_literal('changed_at') else '' end);
  end loop;
  for account in select account_id from sandboxes loop
    perform sandbox_count(account);
  end loop;
end $$;

create trigger sandbox_time before insert on deleted_tickets for each row when (new.account_id >= 1000000000000) execute function sandbox_time('deleted_at');
create trigger sandbox_time before insert on audit_pending for each row when (new.account_id >= 1000000000000 and not new.is_act) execute function sandbox_time('created_at');

-- Whether a call is being made now, and not only waits: time does not go on in a sandbox meanwhile.
alter table action_calls add column calling boolean not null default false;

-- For a snapshot that comes back: takes everything out of some tables, in their order, and sets the numbers that tables give.
create function sandbox_empty(account bigint, names text[]) returns void language plpgsql as $$
declare
  name text;
begin
  foreach name in array names loop
    execute format('delete from %I where account_id = $1', name) using account;
  end loop;
end $$;
create function sandbox_number(account bigint, names text[], lasts bigint[]) returns void language plpgsql as $$
begin
  perform setval(format('sandbox.%I', numbered.name || '_' || account)::regclass, greatest(numbered.last, 1), numbered.last > 0)
  from unnest(names, lasts) numbered (name, last);
end $$;
-- How many rows of an account a table has.
create function sandbox_rows(account bigint, name text) returns bigint language plpgsql stable as $$
declare
  counted bigint;
begin
  execute format('select count(*) from %I where account_id = $1', name) into counted using account;
  return counted;
end $$;
