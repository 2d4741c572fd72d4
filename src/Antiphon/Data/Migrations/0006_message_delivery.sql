-- Retries of messages that could not be handed over: how often it was tried, and when to try again (null: at once).
alter table messages
  add delivery_attempts int not null default 0,
  add delivery_due_at timestamptz;
