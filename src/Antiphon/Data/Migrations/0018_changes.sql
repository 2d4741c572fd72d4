-- The change feed (docs/adr/0016): which objects changed, in an order in which nothing can appear behind a reader's back.

-- Triggers note every write here, in its own transaction. Whoever reads the feed moves what is committed on to `changes` and gives it its number.
create table changes_pending (
  -- no reference, as in events
  account_id bigint not null,
  id bigint generated always as identity,
  type text not null,
  object_type text not null,
  object_id bigint not null,
  ticket_id bigint,
  merged_into bigint,
  -- of a view whether it was private all along; null when its own row tells
  hidden boolean default false,
  transaction xid8 not null default pg_current_xact_id(),
  changed_at timestamptz not null default now(),
  primary key (account_id, id)
);

create table changes (
  account_id bigint not null,
  sequence bigint not null,
  -- created, updated, deleted or merged
  type text not null,
  object_type text not null,
  object_id bigint not null,
  -- of a message
  ticket_id bigint,
  merged_into bigint,
  hidden boolean not null,
  -- as in events; null when the change wrote no event
  user_id bigint,
  actor text,
  actor_id bigint,
  context uuid,
  changed_at timestamptz not null,
  numbered_at timestamptz not null,
  primary key (account_id, sequence)
);

-- Locked by whoever gives numbers, so that they rise without holes.
create table change_counters (
  account_id bigint not null references accounts,
  newest bigint not null default 0,
  -- numbers up to here can no longer be read
  forgotten bigint not null default 0,
  primary key (account_id)
);

-- Tells which event belongs to a change. Events of before have none.
alter table events add column transaction xid8;
alter table events alter column transaction set default pg_current_xact_id();

-- One function per table and operation, so that each has its one prepared statement. `part_of` are tables whose rows are shown inside another object.
do $$
declare
  mirrored record;
begin
  for mirrored in select * from (values
    ('tickets', 'Ticket'), ('customers', 'Customer'), ('tags', 'Tag'), ('users', 'User'), ('teams', 'Team'), ('macros', 'Macro'), ('rules', 'Rule'),
    ('custom_fields', 'CustomField')) own (name, type)
  loop
    execute format($f$
      create function changes_insert_%1$s() returns trigger language plpgsql as $b$
      begin
        insert into changes_pending (account_id, type, object_type, object_id) select account_id, 'created', %2$L, id from new_rows;
        return null;
      end $b$;
      create function changes_update_%1$s() returns trigger language plpgsql as $b$
      begin
        insert into changes_pending (account_id, type, object_type, object_id) select account_id, 'updated', %2$L, id from new_rows;
        return null;
      end $b$;
      create function changes_delete_%1$s() returns trigger language plpgsql as $b$
      begin
        insert into changes_pending (account_id, type, object_type, object_id) select account_id, 'deleted', %2$L, id from old_rows;
        return null;
      end $b$;
      create trigger %1$s_changes_insert after insert on %1$s referencing new table as new_rows for each statement execute function changes_insert_%1$s();
      create trigger %1$s_changes_update after update on %1$s referencing old table as old_rows new table as new_rows for each statement execute function changes_update_%1$s();
      create trigger %1$s_changes_delete after delete on %1$s referencing old table as old_rows for each statement execute function changes_delete_%1$s();
      $f$, mirrored.name, mirrored.type);
  end loop;

  for mirrored in select * from (values
    ('ticket_field_values', 'Ticket', 'ticket_id'), ('customer_field_values', 'Customer', 'customer_id'), ('customer_channels', 'Customer', 'customer_id'),
    ('customer_integrations', 'Customer', 'customer_id'), ('team_members', 'Team', 'team_id')) part_of (name, type, owner)
  loop
    execute format($f$
      create function changes_insert_%1$s() returns trigger language plpgsql as $b$
      begin
        insert into changes_pending (account_id, type, object_type, object_id) select distinct account_id, 'updated', %2$L, %3$I from new_rows;
        return null;
      end $b$;
      create function changes_update_%1$s() returns trigger language plpgsql as $b$
      begin
        insert into changes_pending (account_id, type, object_type, object_id)
        select account_id, 'updated', %2$L, %3$I from new_rows union select account_id, 'updated', %2$L, %3$I from old_rows;
        return null;
      end $b$;
      create function changes_delete_%1$s() returns trigger language plpgsql as $b$
      begin
        insert into changes_pending (account_id, type, object_type, object_id) select distinct account_id, 'updated', %2$L, %3$I from old_rows;
        return null;
      end $b$;
      create trigger %1$s_changes_insert after insert on %1$s referencing new table as new_rows for each statement execute function changes_insert_%1$s();
      create trigger %1$s_changes_update after update on %1$s referencing old table as old_rows new table as new_rows for each statement execute function changes_update_%1$s();
      create trigger %1$s_changes_delete after delete on %1$s referencing old table as old_rows for each statement execute function changes_delete_%1$s();
      $f$, mirrored.name, mirrored.type, mirrored.owner);
  end loop;
end $$;

-- A message also tells its ticket.
create function changes_insert_messages() returns trigger language plpgsql as $$
begin
  insert into changes_pending (account_id, type, object_type, object_id, ticket_id) select account_id, 'created', 'TicketMessage', id, ticket_id from new_rows;
  return null;
end $$;
create function changes_update_messages() returns trigger language plpgsql as $$
begin
  insert into changes_pending (account_id, type, object_type, object_id, ticket_id) select account_id, 'updated', 'TicketMessage', id, ticket_id from new_rows;
  return null;
end $$;
create function changes_delete_messages() returns trigger language plpgsql as $$
begin
  insert into changes_pending (account_id, type, object_type, object_id, ticket_id) select account_id, 'deleted', 'TicketMessage', id, ticket_id from old_rows;
  return null;
end $$;
create trigger messages_changes_insert after insert on messages referencing new table as new_rows for each statement execute function changes_insert_messages();
create trigger messages_changes_update after update on messages referencing old table as old_rows new table as new_rows for each statement execute function changes_update_messages();
create trigger messages_changes_delete after delete on messages referencing old table as old_rows for each statement execute function changes_delete_messages();

-- A deleted user stays as a row.
create or replace function changes_update_users() returns trigger language plpgsql as $$
begin
  insert into changes_pending (account_id, type, object_type, object_id)
  select account_id, case when deleted_at is null then 'updated' else 'deleted' end, 'User', id from new_rows;
  return null;
end $$;

-- How often something is used is counted and no change of it: every ticket would be one of its tags and macros.
create or replace function changes_update_tags() returns trigger language plpgsql as $$
begin
  insert into changes_pending (account_id, type, object_type, object_id)
  select n.account_id, 'updated', 'Tag', n.id from new_rows n join old_rows o on o.account_id = n.account_id and o.id = n.id
  where o.usage = n.usage or (o.name, o.description, o.decoration) is distinct from (n.name, n.description, n.decoration);
  return null;
end $$;
create or replace function changes_update_macros() returns trigger language plpgsql as $$
begin
  insert into changes_pending (account_id, type, object_type, object_id)
  select n.account_id, 'updated', 'Macro', n.id from new_rows n join old_rows o on o.account_id = n.account_id and o.id = n.id
  where o.usage = n.usage or (o.name, o.actions, o.archived_at) is distinct from (n.name, n.actions, n.archived_at);
  return null;
end $$;

-- Nobody hears of a view that was and stays private but its owner.
create function changes_insert_views() returns trigger language plpgsql as $$
begin
  insert into changes_pending (account_id, type, object_type, object_id, hidden) select account_id, 'created', 'View', id, visibility = 'private' from new_rows;
  return null;
end $$;
create function changes_update_views() returns trigger language plpgsql as $$
begin
  insert into changes_pending (account_id, type, object_type, object_id, hidden)
  select n.account_id, 'updated', 'View', n.id, n.visibility = 'private' and o.visibility = 'private'
  from new_rows n join old_rows o on o.account_id = n.account_id and o.id = n.id;
  return null;
end $$;
create function changes_delete_views() returns trigger language plpgsql as $$
begin
  insert into changes_pending (account_id, type, object_type, object_id, hidden) select account_id, 'deleted', 'View', id, visibility = 'private' from old_rows;
  return null;
end $$;
create trigger views_changes_insert after insert on views referencing new table as new_rows for each statement execute function changes_insert_views();
create trigger views_changes_update after update on views referencing old table as old_rows new table as new_rows for each statement execute function changes_update_views();
create trigger views_changes_delete after delete on views referencing old table as old_rows for each statement execute function changes_delete_views();

create function changes_of_view_shares() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into changes_pending (account_id, type, object_type, object_id, hidden)
    select distinct s.account_id, 'updated', 'View', s.view_id, v.visibility = 'private' from new_rows s left join views v on v.account_id = s.account_id and v.id = s.view_id;
  else
    insert into changes_pending (account_id, type, object_type, object_id, hidden)
    select distinct s.account_id, 'updated', 'View', s.view_id, v.visibility = 'private' from old_rows s left join views v on v.account_id = s.account_id and v.id = s.view_id;
  end if;
  return null;
end $$;
create trigger view_users_changes_insert after insert on view_users referencing new table as new_rows for each statement execute function changes_of_view_shares();
create trigger view_users_changes_update after update on view_users referencing old table as old_rows new table as new_rows for each statement execute function changes_of_view_shares();
create trigger view_users_changes_delete after delete on view_users referencing old table as old_rows for each statement execute function changes_of_view_shares();
create trigger view_teams_changes_insert after insert on view_teams referencing new table as new_rows for each statement execute function changes_of_view_shares();
create trigger view_teams_changes_update after update on view_teams referencing old table as old_rows new table as new_rows for each statement execute function changes_of_view_shares();
create trigger view_teams_changes_delete after delete on view_teams referencing old table as old_rows for each statement execute function changes_of_view_shares();

create function changes_insert_merged_objects() returns trigger language plpgsql as $$
begin
  insert into changes_pending (account_id, type, object_type, object_id, merged_into) select account_id, 'merged', object_type, id, survivor_id from new_rows;
  return null;
end $$;
create trigger merged_objects_changes_insert after insert on merged_objects referencing new table as new_rows for each statement execute function changes_insert_merged_objects();
