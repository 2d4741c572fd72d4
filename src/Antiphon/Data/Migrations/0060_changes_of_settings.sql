-- Integrations, widgets, settings and satisfaction surveys have a place in the change feed (docs/changes-and-live.md), by the same triggers as the others.
do $$
declare
  mirrored record;
begin
  for mirrored in select * from (values
    -- An integration counts the failures of its deliveries in its own row, which is no change that anybody follows.
    ('integrations', 'Integration', $w$ join old_rows before using (account_id, id) where to_jsonb(new_rows) - 'failures' <> to_jsonb(before) - 'failures'$w$),
    ('widgets', 'Widget', ''), ('account_settings', 'AccountSetting', '')) own (name, type, differing)
  loop
    execute format($f$
      create function changes_insert_%1$s() returns trigger language plpgsql as $b$
      begin
        insert into changes_pending (account_id, type, object_type, object_id) select account_id, 'created', %2$L, id from new_rows;
        return null;
      end $b$;
      create function changes_update_%1$s() returns trigger language plpgsql as $b$
      begin
        insert into changes_pending (account_id, type, object_type, object_id) select account_id, 'updated', %2$L, id from new_rows%3$s;
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
      $f$, mirrored.name, mirrored.type, mirrored.differing);
  end loop;
end $$;

-- What an integration calls is shown inside it.
create function changes_insert_http_integrations() returns trigger language plpgsql as $$
begin
  insert into changes_pending (account_id, type, object_type, object_id) select account_id, 'updated', 'Integration', integration_id from new_rows;
  return null;
end $$;
create function changes_delete_http_integrations() returns trigger language plpgsql as $$
begin
  insert into changes_pending (account_id, type, object_type, object_id) select account_id, 'updated', 'Integration', integration_id from old_rows;
  return null;
end $$;
create trigger http_integrations_changes_insert after insert on http_integrations referencing new table as new_rows for each statement execute function changes_insert_http_integrations();
create trigger http_integrations_changes_update after update on http_integrations referencing old table as old_rows new table as new_rows
  for each statement execute function changes_insert_http_integrations();
create trigger http_integrations_changes_delete after delete on http_integrations referencing old table as old_rows for each statement execute function changes_delete_http_integrations();

-- A survey is an object of its own, and its ticket shows it.
create or replace function changes_insert_satisfaction_surveys() returns trigger language plpgsql as $$
begin
  insert into changes_pending (account_id, type, object_type, object_id)
  select account_id, 'created', 'SatisfactionSurvey', id from new_rows union all select distinct account_id, 'updated', 'Ticket', ticket_id from new_rows;
  return null;
end $$;
create or replace function changes_update_satisfaction_surveys() returns trigger language plpgsql as $$
begin
  insert into changes_pending (account_id, type, object_type, object_id)
  select account_id, 'updated', 'SatisfactionSurvey', id from new_rows
  union all (select account_id, 'updated', 'Ticket', ticket_id from new_rows union select account_id, 'updated', 'Ticket', ticket_id from old_rows);
  return null;
end $$;
create or replace function changes_delete_satisfaction_surveys() returns trigger language plpgsql as $$
begin
  insert into changes_pending (account_id, type, object_type, object_id)
  select account_id, 'deleted', 'SatisfactionSurvey', id from old_rows union all select distinct account_id, 'updated', 'Ticket', ticket_id from old_rows;
  return null;
end $$;
