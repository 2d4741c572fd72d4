-- What is to happen at a time by itself. A row goes in the transaction of what it let happen.
create table due_work (
  account_id bigint not null references accounts,
  -- who does it
  kind text not null,
  -- to what: there is one of a kind for each
  subject_id bigint not null,
  due_at timestamptz not null,
  attempts int not null default 0,
  primary key (account_id, kind, subject_id)
);
create index due_work_order on due_work (due_at, account_id, kind, subject_id);
