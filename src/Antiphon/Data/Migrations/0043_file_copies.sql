-- Attachments that lie elsewhere, to be copied here. A row is there until its copy is, or was given up.
create table file_copies (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  message_id bigint not null,
  url text not null,
  type text not null,
  -- scheme and host by which the message came, for the address of the copy
  address text not null,
  attempts int not null default 0,
  -- of one that is being made: when whoever makes it counts as dead
  due_at timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, message_id) references messages on delete cascade
);
create index file_copies_due on file_copies (due_at, id);
create index file_copies_message on file_copies (account_id, message_id);
