-- Work on many objects, done piece by piece behind the requests (docs/adr/0026).
create table jobs (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  type text not null,
  status text not null,
  params jsonb not null,
  meta jsonb,
  -- null until it is known what was selected
  total_count bigint,
  progress_count bigint not null default 0,
  failed_count bigint not null default 0,
  -- the first items that failed, and why: [{"id": …, "error": …}]
  failures jsonb not null default '[]',
  -- why it was given up
  error text,
  -- the next of its pieces
  next_batch int not null default 0,
  file_id bigint,
  -- scheme and host by which its creator came, for the link to its result
  address text not null,
  user_id bigint,
  actor text not null,
  actor_id bigint,
  context uuid not null,
  origin text,
  -- rises whenever a node takes it: whoever took it before writes nothing any more
  attempts int not null default 0,
  -- how often in a row a piece broke
  breaks int not null default 0,
  -- when it is to start; of one that runs: when its node counts as dead
  due_at timestamptz not null,
  scheduled_at timestamptz,
  started_at timestamptz,
  locked_at timestamptz,
  ended_at timestamptz,
  failed_at timestamptz,
  cancel_requested_at timestamptz,
  cancelled_at timestamptz,
  created_at timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, file_id) references files on delete set null (file_id)
);
create index jobs_created on jobs (account_id, created_at desc, id desc);
create index jobs_due on jobs (due_at, id) where status in ('pending', 'scheduled', 'running', 'cancel_requested');
create unique index jobs_running on jobs (account_id) where status in ('running', 'cancel_requested');
create index jobs_file on jobs (account_id, file_id) where file_id is not null;

-- What a job was to work on when it began, in the pieces of which each is one transaction.
create table job_batches (
  account_id bigint not null,
  job_id bigint not null,
  number int not null,
  ids bigint[],
  items jsonb,
  primary key (account_id, job_id, number),
  foreign key (account_id, job_id) references jobs on delete cascade
);
