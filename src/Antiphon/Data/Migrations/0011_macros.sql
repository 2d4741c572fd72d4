-- Named lists of actions. What a list of macros filters by is derived from the actions when they are written.
create table macros (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  external_id text,
  name text not null,
  intent text,
  language text,
  actions jsonb not null default '[]',
  -- name and texts, in lower case
  search_text text not null,
  -- the names of the tags that the macro adds or sets
  tag_names text[] not null default '{}',
  usage bigint not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz,
  archived_at timestamptz,
  primary key (account_id, id)
);
create index macros_usage on macros (account_id, usage desc, id desc);
create index macros_name on macros (account_id, name, id);
create index macros_created on macros (account_id, created_at desc, id desc);
create index macros_updated on macros (account_id, coalesce(updated_at, created_at) desc, id desc);
create index macros_tags on macros using gin (tag_names);

-- Set by actions: such a ticket is left alone by threading, and its customer is not asked for an opinion.
alter table tickets
  add excluded_from_auto_merge boolean not null default false,
  add excluded_from_csat boolean not null default false;
