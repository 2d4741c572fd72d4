-- Integrations as the API shows them, the calls of those that call others, and the keys that secrets are sealed with.

alter table integrations
  add column description text,
  add column created_by bigint,
  add column application_id text,
  add column managed boolean not null default false,
  add column business_hours_id bigint,
  -- calls that failed one after another since the last one that did not
  add column failures int not null default 0;
create index integrations_created on integrations (account_id, created_at desc, id desc);

create table http_integrations (
  account_id bigint not null,
  integration_id bigint not null,
  id bigint generated always as identity,
  url text not null,
  method text not null,
  request_content_type text not null,
  response_content_type text not null,
  -- sealed JSON; null: no headers
  headers bytea,
  -- JSON text and not jsonb: whoever receives the body sees the order of its members
  form text,
  triggers text[] not null,
  -- sealed; the earlier one signs as well until its time is over
  hmac_secret bytea,
  earlier_hmac_secret bytea,
  earlier_hmac_until timestamptz,
  -- without its secret, which is sealed beside it
  oauth2 jsonb,
  oauth2_client_secret bytea,
  primary key (account_id, integration_id),
  foreign key (account_id, integration_id) references integrations on delete cascade
);

-- The key that an account's secrets are sealed with, itself sealed with the master key, which is not in the database.
create table secret_keys (
  account_id bigint not null references accounts,
  id int not null,
  sealed bytea not null,
  -- which master key: the first bytes of its digest
  master_key text not null,
  created_at timestamptz not null,
  primary key (account_id, id)
);
