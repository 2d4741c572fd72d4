-- Views of all tickets at a million of them (docs/performance.md has the figures, and what each index costs whoever writes).

-- A part of the subject: 0.9 to 1.7 s of walking for a number that one ticket has, against a millisecond. A ticket is rewritten with every message, and each time
-- all trigrams of its subject with it: kept in a list and merged now and then that costs half. The list is short, because every search reads it.
create index tickets_subject_trigrams on tickets using gin (account_id, filter_fold(subject) gin_trgm_ops) with (fastupdate = on, gin_pending_list_limit = 512);
-- A part of a customer's name or address: up to 7 s when nobody has it.
create index customers_filter on customers using gin (account_id, filter_fold(name) gin_trgm_ops, filter_fold(email) gin_trgm_ops) with (fastupdate = off);

-- "Closed so long ago" walks past everything newer: with the time in the index it walks there and not in the table, 0.08 s against 0.3 to 1.1 s.
drop index tickets_done;
create index tickets_done on tickets (account_id, last_message_at desc, id desc) include (closed_at) where status = 'closed' and trashed_at is null and not spam;
-- Everyone asks for his own. Those of all are few enough to be sorted.
drop index tickets_snoozed;
create index tickets_snoozed on tickets (account_id, assignee_user_id, snooze_at desc, id desc) where snooze_at is not null;
