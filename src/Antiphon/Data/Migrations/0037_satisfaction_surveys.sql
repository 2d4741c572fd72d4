-- How satisfied customers were with an answer: one survey for each ticket at most.
create table satisfaction_surveys (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  ticket_id bigint not null,
  -- who answers
  customer_id bigint not null,
  score smallint check (score between 1 and 5),
  body_text text,
  meta jsonb,
  created_at timestamptz not null,
  -- null: it is not sent by itself
  should_send_at timestamptz,
  sent_at timestamptz,
  scored_at timestamptz,
  -- whether the closing of the ticket made it, which then may also move it to a later time
  planned boolean not null default false,
  -- what the link of its answer is signed with
  answer_key bytea not null,
  primary key (account_id, id),
  unique (account_id, ticket_id),
  foreign key (account_id, ticket_id) references tickets (account_id, id) on delete cascade,
  foreign key (account_id, customer_id) references customers (account_id, id) on delete cascade
);
create index satisfaction_surveys_created on satisfaction_surveys (account_id, created_at desc, id desc);
create index satisfaction_surveys_customer on satisfaction_surveys (account_id, customer_id);

-- A ticket shows its survey, so it changes with it (0018_changes.sql).
create function changes_insert_satisfaction_surveys() returns trigger language plpgsql as $$
begin
  insert into changes_pending (account_id, type, object_type, object_id) select distinct account_id, 'updated', 'Ticket', ticket_id from new_rows;
  return null;
end $$;
create function changes_update_satisfaction_surveys() returns trigger language plpgsql as $$
begin
  insert into changes_pending (account_id, type, object_type, object_id)
  select account_id, 'updated', 'Ticket', ticket_id from new_rows union select account_id, 'updated', 'Ticket', ticket_id from old_rows;
  return null;
end $$;
create function changes_delete_satisfaction_surveys() returns trigger language plpgsql as $$
begin
  insert into changes_pending (account_id, type, object_type, object_id) select distinct account_id, 'updated', 'Ticket', ticket_id from old_rows;
  return null;
end $$;
create trigger satisfaction_surveys_changes_insert after insert on satisfaction_surveys referencing new table as new_rows for each statement execute function changes_insert_satisfaction_surveys();
create trigger satisfaction_surveys_changes_update after update on satisfaction_surveys referencing old table as old_rows new table as new_rows for each statement execute function changes_update_satisfaction_surveys();
create trigger satisfaction_surveys_changes_delete after delete on satisfaction_surveys referencing old table as old_rows for each statement execute function changes_delete_satisfaction_surveys();
