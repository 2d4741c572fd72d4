-- The queue of outgoing messages: how often one was tried, and when it is due. What is queued is always due at some time.
alter table messages
  add delivery_attempts int not null default 0,
  add delivery_due_at timestamptz;
drop index messages_delivery;
-- The sender walks what is due in its order, and asks of each whether an earlier message of its ticket is ahead of it. The conditions of the two differ
-- on purpose: the queue is mostly empty, statistics call every index on it equally cheap, and with one that fits both uses the planner walks it a million times.
create index messages_due on messages (delivery_due_at) where delivery = 'queued';
create index messages_ahead on messages (account_id, ticket_id, id) where delivery = 'sending' or (delivery = 'queued' and delivery_attempts = 0);
