-- Keys that end at a time, because another one has taken their place, and how much each is used.

alter table api_keys
  add expires_at timestamptz,
  add replaced_by bigint;

create table api_key_usage (
  account_id bigint not null,
  key_id bigint not null,
  -- the beginning of the hour
  hour timestamptz not null,
  calls bigint not null,
  primary key (account_id, key_id, hour),
  foreign key (account_id, key_id) references api_keys on delete cascade
);
