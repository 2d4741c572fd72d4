-- Apps of others and what they were allowed (RFC 6749). Secrets, codes and tokens are kept as SHA-256 of 256 random bits.

create table apps (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  client_id text not null,
  name text not null,
  app_url text,
  redirect_uris text[] not null,
  scopes text[] not null,
  -- without a secret: a program on somebody's own machine
  is_public boolean not null,
  -- registered by itself (RFC 7591) and not by an admin
  is_self_registered boolean not null,
  created_by bigint,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (account_id, id),
  unique (account_id, client_id)
);
create index apps_created on apps (account_id, created_at desc, id desc);
create index apps_name on apps (account_id, name, id);

create table app_secrets (
  account_id bigint not null,
  id bigint generated always as identity,
  app_id bigint not null,
  hash bytea not null,
  -- what a list may show of it
  prefix text not null,
  created_at timestamptz not null,
  -- set when another takes its place
  expires_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, app_id) references apps on delete cascade
);
create index app_secrets_app on app_secrets (account_id, app_id);

-- One approval by one person. Everything that was issued on it lives and dies with it.
create table app_grants (
  account_id bigint not null,
  id bigint generated always as identity,
  app_id bigint not null,
  user_id bigint not null,
  scopes text[] not null,
  created_at timestamptz not null,
  revoked_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, app_id) references apps on delete cascade,
  foreign key (account_id, user_id) references users
);
create index app_grants_app on app_grants (account_id, app_id, user_id);
create index app_grants_age on app_grants (created_at);

create table oauth_codes (
  account_id bigint not null,
  hash bytea not null,
  grant_id bigint not null,
  redirect_uri text not null,
  code_challenge text,
  nonce text,
  -- when the person signed in
  authenticated_at timestamptz not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (account_id, hash),
  foreign key (account_id, grant_id) references app_grants on delete cascade
);
create index oauth_codes_grant on oauth_codes (account_id, grant_id);
create index oauth_codes_expiry on oauth_codes (expires_at);

create table oauth_tokens (
  account_id bigint not null,
  hash bytea not null,
  grant_id bigint not null,
  is_refresh boolean not null,
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- of a refresh token: when the next one took its place
  replaced_at timestamptz,
  -- of an access token: revoked by itself
  revoked_at timestamptz,
  primary key (account_id, hash),
  foreign key (account_id, grant_id) references app_grants on delete cascade
);
create index oauth_tokens_grant on oauth_tokens (account_id, grant_id);
create index oauth_tokens_expiry on oauth_tokens (expires_at);
