-- Accounts, people, tickets, messages, tags and the event sequence.
-- Every primary key begins with account_id, so that a tenant can be moved, sharded and never meets another.

create table accounts (
  account_id bigint generated always as identity primary key,
  domain text not null unique,
  created_at timestamptz not null,
  deactivated_at timestamptz,
  owner_user_id bigint,
  -- Antiphon's own switches (tolerant, plan, ...); what the wire calls settings is account_settings
  switches jsonb not null default '{}'
);

create table account_hosts (
  account_id bigint not null references accounts,
  host text not null,
  primary key (account_id, host),
  -- global: a host name leads to exactly one account
  unique (host)
);

create table account_settings (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  type text not null,
  data jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (account_id, id),
  unique (account_id, type)
);

create table users (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  email text not null,
  name text not null,
  role text not null check (role in ('admin', 'agent', 'basic-agent', 'lite-agent', 'observer-agent', 'bot', 'internal-agent')),
  active boolean not null default true,
  bio text,
  country text,
  external_id text,
  language text,
  meta jsonb,
  timezone text,
  client_id text,
  password_hash text,
  has_2fa boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deactivated_at timestamptz,
  -- kept after deletion, because messages and events name their author
  deleted_at timestamptz,
  primary key (account_id, id)
);
create unique index users_email on users (account_id, lower(email)) where deleted_at is null;
create unique index users_external_id on users (account_id, external_id) where deleted_at is null and external_id is not null;
create index users_name on users (account_id, name, id) where deleted_at is null;
create index users_created on users (account_id, created_at, id) where deleted_at is null;
create index users_email_order on users (account_id, email, id) where deleted_at is null;
create index users_role on users (account_id, role, id) where deleted_at is null;

create table user_invitations (
  account_id bigint not null references accounts,
  user_id bigint not null,
  token_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  primary key (account_id, user_id),
  unique (account_id, token_hash),
  foreign key (account_id, user_id) references users on delete cascade
);

create table api_keys (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  user_id bigint not null,
  name text not null,
  -- what a list may show of the key
  prefix text not null,
  -- SHA-256: the key has 256 random bits, so a slow hash would add cost and no safety
  hash bytea not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (account_id, id),
  unique (account_id, hash),
  foreign key (account_id, user_id) references users
);

create table teams (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  name text not null,
  description text,
  decoration jsonb,
  created_at timestamptz not null,
  primary key (account_id, id)
);
create index teams_created on teams (account_id, created_at, id);
create index teams_name on teams (account_id, name, id);

create table team_members (
  account_id bigint not null,
  team_id bigint not null,
  user_id bigint not null,
  position int not null,
  primary key (account_id, team_id, user_id),
  foreign key (account_id, team_id) references teams on delete cascade,
  foreign key (account_id, user_id) references users on delete cascade
);
create index team_members_user on team_members (account_id, user_id);

-- name, address and type: what messages and tickets show of the integration they went through
create table integrations (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  type text not null,
  name text not null,
  address text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deactivated_at timestamptz,
  primary key (account_id, id)
);
create unique index integrations_address on integrations (account_id, type, lower(address)) where address is not null;

create table customers (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  external_id text,
  active boolean not null default true,
  email text,
  name text,
  language text,
  timezone text,
  note text,
  meta jsonb,
  data jsonb,
  data_version timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (account_id, id)
);
create unique index customers_email on customers (account_id, lower(email)) where email is not null;
create unique index customers_external_id on customers (account_id, external_id) where external_id is not null;
create index customers_created on customers (account_id, created_at desc, id desc);
create index customers_updated on customers (account_id, updated_at desc, id desc);
create index customers_name on customers (account_id, name);

create table customer_channels (
  account_id bigint not null,
  id bigint generated always as identity,
  customer_id bigint not null,
  type text not null,
  address text not null,
  preferred boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, customer_id) references customers on delete cascade
);
create unique index customer_channels_address on customer_channels (account_id, type, lower(address));
create index customer_channels_customer on customer_channels (account_id, customer_id);

-- Where requests for a merged customer or ticket lead. A merge rewrites the rows that led to its source, so one hop is always enough.
create table merged_objects (
  account_id bigint not null references accounts,
  object_type text not null,
  id bigint not null,
  survivor_id bigint not null,
  merged_at timestamptz not null,
  primary key (account_id, object_type, id)
);
create index merged_objects_survivor on merged_objects (account_id, object_type, survivor_id);

create table tags (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  name text not null,
  description text,
  decoration jsonb,
  -- folded now and then from tag_usage_changes; readers add what is not folded yet
  usage bigint not null default 0,
  created_at timestamptz not null,
  primary key (account_id, id),
  unique (account_id, name)
);

create table tickets (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  external_id text,
  status text not null check (status in ('open', 'closed')),
  priority text not null default 'normal' check (priority in ('critical', 'high', 'normal', 'low')),
  channel text not null,
  via text not null,
  from_agent boolean,
  customer_id bigint,
  assignee_user_id bigint,
  assignee_team_id bigint,
  language text,
  subject text,
  summary jsonb,
  meta jsonb,
  -- An array beside no pair table: filters by tag are an order of magnitude cheaper, and a ticket has few tags.
  tag_ids bigint[] not null default '{}',
  integration_ids bigint[] not null default '{}',
  spam boolean not null default false,
  imported boolean not null default false,
  split_from bigint,
  -- kept by whatever writes messages, so that lists read one row a ticket
  messages_count int not null default 0,
  excerpt text,
  last_sent_message_not_delivered boolean not null default false,
  created_at timestamptz not null,
  processed_at timestamptz not null,
  updated_at timestamptz not null,
  opened_at timestamptz,
  last_received_message_at timestamptz,
  last_message_at timestamptz,
  closed_at timestamptz,
  trashed_at timestamptz,
  snooze_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, customer_id) references customers,
  foreign key (account_id, assignee_user_id) references users,
  foreign key (account_id, assignee_team_id) references teams
);
create index tickets_created on tickets (account_id, created_at desc, id desc);
create index tickets_updated on tickets (account_id, updated_at desc, id desc);
create index tickets_customer on tickets (account_id, customer_id, created_at desc, id desc);
create index tickets_external_id on tickets (account_id, external_id) where external_id is not null;
create index tickets_assignee_user on tickets (account_id, assignee_user_id) where assignee_user_id is not null;
create index tickets_assignee_team on tickets (account_id, assignee_team_id) where assignee_team_id is not null;
create index tickets_tags on tickets using gin (tag_ids) with (fastupdate = off);

-- Tag usage is counted by appending changes: a counter on the tag's own row would make every ticket with a popular tag wait for the others.
create table tag_usage_changes (
  account_id bigint not null,
  id bigint generated always as identity,
  tag_id bigint not null,
  change int not null,
  primary key (account_id, id)
);
create index tag_usage_changes_tag on tag_usage_changes (account_id, tag_id);

create function count_tags_of_new_tickets() returns trigger language plpgsql as $$
begin
  insert into tag_usage_changes (account_id, tag_id, change)
  select account_id, tag_id, count(*) from new_rows, unnest(tag_ids) tag_id group by 1, 2;
  return null;
end $$;
create function count_tags_of_deleted_tickets() returns trigger language plpgsql as $$
begin
  insert into tag_usage_changes (account_id, tag_id, change)
  select account_id, tag_id, -count(*) from old_rows, unnest(tag_ids) tag_id group by 1, 2;
  return null;
end $$;
create function count_tags_of_changed_ticket() returns trigger language plpgsql as $$
begin
  insert into tag_usage_changes (account_id, tag_id, change)
  select new.account_id, tag_id, sum(change)
  from (select unnest(new.tag_ids) tag_id, 1 change union all select unnest(old.tag_ids), -1) changes
  group by tag_id having sum(change) <> 0;
  return null;
end $$;
create trigger tickets_count_tags_insert after insert on tickets referencing new table as new_rows for each statement execute function count_tags_of_new_tickets();
create trigger tickets_count_tags_delete after delete on tickets referencing old table as old_rows for each statement execute function count_tags_of_deleted_tickets();
create trigger tickets_count_tags_update after update of tag_ids on tickets for each row when (old.tag_ids is distinct from new.tag_ids)
  execute function count_tags_of_changed_ticket();

-- Presence means: this user has read the ticket since the customer's last message.
create table ticket_reads (
  account_id bigint not null,
  ticket_id bigint not null,
  user_id bigint not null,
  read_at timestamptz not null,
  primary key (account_id, ticket_id, user_id),
  foreign key (account_id, ticket_id) references tickets on delete cascade,
  foreign key (account_id, user_id) references users on delete cascade
);

create table messages (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  ticket_id bigint not null,
  message_id text,
  external_id text,
  public boolean not null,
  channel text not null,
  via text not null,
  from_agent boolean not null,
  source jsonb,
  sender_user_id bigint,
  sender_customer_id bigint,
  receiver_customer_id bigint,
  integration_id bigint,
  rule_id bigint,
  auth_customer_identity jsonb,
  intents jsonb not null default '[]',
  subject text,
  body_text text,
  body_html text,
  stripped_text text,
  stripped_html text,
  stripped_signature text,
  attachments jsonb,
  macros jsonb,
  actions jsonb,
  headers jsonb,
  meta jsonb,
  mention_ids bigint[],
  imported boolean not null default false,
  is_retriable boolean not null default true,
  last_sending_error jsonb,
  -- what to do when an action of the message fails (the query parameter action)
  action_policy text,
  -- null: nothing to send; queued -> sending -> sent or failed
  delivery text check (delivery in ('queued', 'sending', 'sent', 'failed')),
  delivery_claimed_at timestamptz,
  created_at timestamptz not null,
  processed_at timestamptz not null,
  sent_at timestamptz,
  failed_at timestamptz,
  opened_at timestamptz,
  deleted_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, ticket_id) references tickets on delete cascade
);
create index messages_ticket on messages (account_id, ticket_id, created_at, id);
create index messages_created on messages (account_id, created_at desc, id desc);
create index messages_sender_customer on messages (account_id, sender_customer_id) where sender_customer_id is not null;
create index messages_receiver_customer on messages (account_id, receiver_customer_id) where receiver_customer_id is not null;
create index messages_delivery on messages (account_id, id) where delivery in ('queued', 'sending');

-- One row per change, written in the statement or transaction of its cause. Webhooks, feeds, statistics and audit read this sequence.
create table events (
  -- no reference: the check would cost a quarter of the insert and share-lock the account's one row in every transaction that writes anything
  account_id bigint not null,
  id bigint generated always as identity,
  type text not null,
  object_type text not null,
  object_id bigint not null,
  user_id bigint,
  -- who acted: user, api-key, app, rule, agent, system
  actor text not null,
  actor_id bigint,
  context uuid not null,
  data jsonb,
  created_at timestamptz not null,
  primary key (account_id, id)
);
create index events_created on events (account_id, created_at desc, id desc);
create index events_object on events (account_id, object_type, object_id, created_at desc, id desc);
create index events_type on events (account_id, type, created_at desc, id desc);
-- type before time: a user's events of one type need no walk past the others, and a list of all types asks for each (ListEvents)
create index events_user on events (account_id, user_id, type, created_at desc, id desc) where user_id is not null;

-- The answer is stored in the transaction of its cause: either both are there after a crash, or neither.
create table idempotency_keys (
  account_id bigint not null references accounts,
  user_id bigint not null,
  key text not null,
  request_hash bytea not null,
  status int,
  headers jsonb,
  body bytea,
  created_at timestamptz not null,
  primary key (account_id, user_id, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);
