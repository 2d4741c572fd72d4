-- Sign-in with the providers of others (OpenID Connect), and whom each of them vouches for.

create table sign_in_providers (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  name text not null,
  -- exactly as its discovery document and its tokens say it
  issuer text not null,
  client_id text not null,
  -- sealed; null for a client without one, whose codes PKCE alone protects
  client_secret bytea,
  -- in lower case; the addresses that it is believed about
  allowed_domains text[] not null,
  -- of whoever comes for the first time; null: nobody joins by themselves
  join_role text check (join_role in ('agent', 'basic-agent', 'lite-agent', 'observer-agent')),
  is_enabled boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (account_id, id)
);
create index sign_in_providers_created on sign_in_providers (account_id, created_at desc, id desc);

-- Somebody at a provider, by the name that never changes there, is a user here. Addresses are not looked at once this is known.
create table user_identities (
  account_id bigint not null,
  provider_id bigint not null,
  subject text not null,
  user_id bigint not null,
  created_at timestamptz not null,
  primary key (account_id, provider_id, subject),
  unique (account_id, provider_id, user_id),
  foreign key (account_id, provider_id) references sign_in_providers on delete cascade,
  foreign key (account_id, user_id) references users on delete cascade
);
create index user_identities_user on user_identities (account_id, user_id);

create trigger sign_in_providers_audit after insert or update or delete on sign_in_providers
  for each row execute function audit_change('SignInProvider', 'id', 'false', '{}', '{client_secret}');
create trigger user_identities_audit after insert or update or delete on user_identities
  for each row execute function audit_change('User', 'user_id', 'true', '{}', '{}');
