-- Whether an event has an older one of its subject before it is looked up for each that waits. Of several keys that could answer it the planner, who never knows how long a queue is just now, took
-- one that reads all of it: a queue of 20,000 was read 20,000 times. So only the primary key begins with an account, and the order of the queue is kept by a name that no other question asks for.
alter table event_queue drop constraint event_queue_pkey, add primary key (account_id, consumer, subject_type, subject_id, event_id);
drop index event_queue_subject;
drop index event_queue_order;
create index event_queue_order on event_queue ((consumer || ':'), event_id);
