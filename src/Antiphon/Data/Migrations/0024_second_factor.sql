-- Codes of a telephone beside the password (RFC 6238), and the keys that sign who somebody is.

create table second_factors (
  account_id bigint not null references accounts,
  user_id bigint not null,
  -- sealed
  secret bytea not null,
  -- null: shown, but no code was given back yet
  confirmed_at timestamptz,
  -- the step of the latest code that was taken; none is taken twice
  last_step bigint,
  created_at timestamptz not null,
  primary key (account_id, user_id),
  foreign key (account_id, user_id) references users on delete cascade
);

create table recovery_codes (
  account_id bigint not null,
  user_id bigint not null,
  -- SHA-256 of 80 random bits
  hash bytea not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (account_id, user_id, hash),
  foreign key (account_id, user_id) references users on delete cascade
);

create table signing_keys (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  kid text not null,
  -- SubjectPublicKeyInfo
  public_key bytea not null,
  -- sealed PKCS #8
  private_key bytea not null,
  created_at timestamptz not null,
  primary key (account_id, id)
);
