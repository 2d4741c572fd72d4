-- What waits is found by when it is due, and by whom it waits for. To the planner, who seldom knows how much waits just now, one index was as good as the other,
-- and it read all that an integration has where it needed one row. Each index has its own word for "waits" now: whoever says that word means that index.
alter table deliveries add constraint deliveries_finished check ((state = 'pending') = (finished_at is null)) not valid;
drop index deliveries_due;
create index deliveries_due on deliveries (account_id, integration_id, due_at) where finished_at is null;
