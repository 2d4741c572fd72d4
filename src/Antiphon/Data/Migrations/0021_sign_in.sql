-- People who sign in with a browser: their sessions, forgotten passwords, and how often somebody tried.

create table sessions (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  user_id bigint not null,
  -- SHA-256 of 256 random bits
  token_hash bytea not null,
  -- the password was right and the second factor is still missing: good for nothing but giving it
  awaits_code boolean not null,
  address text,
  user_agent text,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (account_id, id),
  unique (account_id, token_hash),
  foreign key (account_id, user_id) references users on delete cascade
);
create index sessions_user on sessions (account_id, user_id, seen_at desc);
create index sessions_expiry on sessions (expires_at);

create table password_resets (
  account_id bigint not null references accounts,
  user_id bigint not null,
  token_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (account_id, user_id),
  unique (account_id, token_hash),
  foreign key (account_id, user_id) references users on delete cascade
);
create index password_resets_expiry on password_resets (expires_at);

-- Attempts within a window, by what they are aimed at. Addresses that nobody has count too, so that a refusal tells nothing.
create table sign_in_attempts (
  account_id bigint not null references accounts,
  kind text not null,
  subject bytea not null,
  count int not null,
  since timestamptz not null,
  primary key (account_id, kind, subject)
);
create index sign_in_attempts_age on sign_in_attempts (since);
