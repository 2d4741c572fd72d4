-- The audit log (docs/adr/0018): who changed what that decides about access or about how the desk works, one chain of digests for each account.

-- Of events that the audit log takes over: the address of whoever acted, empty when there is none. Null on all others, and then no trigger runs.
alter table events add column came_from text;

-- What is not in the chain yet, written in the transaction of its cause. An act says who did what; a change says how a row became different; they belong
-- together by their transaction.
create table audit_pending (
  -- no reference, as in events
  account_id bigint not null,
  id bigint generated always as identity,
  transaction xid8 not null default pg_current_xact_id(),
  is_act boolean not null,
  created_at timestamptz not null default now(),
  -- of a change: created, changed or deleted
  action text not null,
  object_type text not null,
  object_id bigint,
  user_id bigint,
  actor text,
  actor_id bigint,
  context uuid,
  came_from text,
  data jsonb,
  -- of a change: the table, when it is shown inside an object that has a table of its own
  part text,
  before jsonb,
  after jsonb,
  primary key (account_id, id)
);

create table audit_log (
  account_id bigint not null,
  number bigint not null,
  created_at timestamptz not null,
  action text not null,
  object_type text not null,
  object_id bigint,
  user_id bigint,
  actor text not null,
  actor_id bigint,
  context uuid,
  came_from text,
  -- JSON, and text because the digest is over these letters
  data text,
  before text,
  after text,
  previous_hash bytea not null,
  hash bytea not null,
  primary key (account_id, number)
);
create index audit_log_object on audit_log (account_id, object_type, object_id, number);
create index audit_log_user on audit_log (account_id, user_id, number);
create index audit_log_action on audit_log (account_id, action, number);
create index audit_log_created on audit_log (account_id, created_at);

-- The end of each chain, locked by whoever makes it longer, and where it begins since retention last took rows away.
create table audit_chains (
  account_id bigint not null references accounts,
  number bigint not null default 0,
  hash bytea not null default decode(repeat('00', 32), 'hex'),
  anchor_number bigint not null default 0,
  anchor_hash bytea not null default decode(repeat('00', 32), 'hex'),
  primary key (account_id)
);

-- Against mistakes, ours and those of whoever works in the database by hand. Who means it can switch a trigger off, and then the digests tell.
create function audit_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('antiphon.audit', true) = tg_argv[0] then
    return null;
  end if;
  raise exception 'Rows of % are only added: %', tg_table_name, lower(tg_op) || ' is refused' using errcode = 'restrict_violation';
end $$;
create trigger audit_log_guard after update or delete or truncate on audit_log for each statement execute function audit_guard('retention');
create trigger audit_pending_guard after update or delete or truncate on audit_pending for each statement execute function audit_guard('chaining');

-- What commands do in the name of the system is told from what the server does by itself by the name of their connection.
create function audit_act() returns trigger language plpgsql as $$
begin
  if current_setting('application_name') like 'antiphon command line%' then
    new.actor := 'command-line';
    new.came_from := current_setting('application_name');
  end if;
  return new;
end $$;
create trigger audit_pending_act before insert on audit_pending for each row when (new.is_act and new.actor = 'system') execute function audit_act();

create function audit_event() returns trigger language plpgsql as $$
begin
  insert into audit_pending (account_id, is_act, created_at, action, object_type, object_id, user_id, actor, actor_id, context, came_from, data)
  values (new.account_id, true, new.created_at, new.type, new.object_type, new.object_id, new.user_id, new.actor, new.actor_id, new.context, nullif(new.came_from, ''), new.data);
  return null;
end $$;
create trigger events_audit after insert on events for each row when (new.came_from is not null) execute function audit_event();

-- JSON without what its names call secret, such as those of sign-in providers in a setting.
create function audit_masked(shown jsonb) returns jsonb language sql immutable as $$
  select case when jsonb_typeof(shown) in ('object', 'array')
    then regexp_replace(shown::text, '"(client_secret|hmac_secret|secret|password|access_token|refresh_token|authorization|x-api-key)": "([^"\\]|\\.)*"', '"\1": "***"', 'gi')::jsonb
    else shown end
$$;

-- The columns of a row that differ from another one, or all that are not null when there is no other.
create function audit_columns(shown jsonb, other jsonb, hidden text[], secret text[]) returns jsonb language sql immutable as $$
  select jsonb_object_agg(key, case when key = any(secret) and value <> 'null' then to_jsonb('***'::text) else audit_masked(value) end)
  from jsonb_each(shown)
  where key <> all(hidden) and value is distinct from other -> key and (other is not null or value <> 'null')
$$;

-- Arguments: type of the object, column of its id, whether the row is a part of it, columns that are not shown, columns that are secret.
create function audit_change() returns trigger language plpgsql as $$
declare
  was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  became jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  hidden text[] := tg_argv[3]::text[] || array['account_id', 'updated_at', tg_argv[1]];
  before jsonb := audit_columns(was, became, hidden, tg_argv[4]::text[]);
  after jsonb := audit_columns(became, was, hidden, tg_argv[4]::text[]);
begin
  if tg_op <> 'UPDATE' or before is not null or after is not null then
    insert into audit_pending (account_id, is_act, action, object_type, object_id, came_from, part, before, after)
    values ((coalesce(became, was) ->> 'account_id')::bigint, false, case tg_op when 'INSERT' then 'created' when 'UPDATE' then 'changed' else 'deleted' end, tg_argv[0],
      (coalesce(became, was) ->> tg_argv[1])::bigint, current_setting('application_name'), case when tg_argv[2]::boolean then tg_table_name end, before, after);
  end if;
  return null;
end $$;

-- Of what people write to the desk the audit log keeps no copy when it is deleted: which one it was must do.
create function audit_deletion() returns trigger language plpgsql as $$
begin
  insert into audit_pending (account_id, is_act, action, object_type, object_id, came_from, before)
  values (old.account_id, false, 'deleted', tg_argv[0], old.id, current_setting('application_name'),
    (select jsonb_object_agg(key, value) from jsonb_each(to_jsonb(old)) where key = any(tg_argv[1]::text[]) and value <> 'null'));
  return null;
end $$;

do $$
declare
  audited record;
begin
  for audited in select * from (values
    ('accounts', 'insert or update or delete', 'Account', 'account_id', false, '{}', '{}'),
    ('account_hosts', 'insert or update or delete', 'Account', 'account_id', true, '{}', '{}'),
    ('account_settings', 'insert or update or delete', 'AccountSetting', 'id', false, '{}', '{}'),
    ('users', 'insert or update or delete', 'User', 'id', false, '{}', '{password_hash}'),
    ('user_invitations', 'insert or update or delete', 'User', 'user_id', true, '{}', '{token_hash}'),
    ('api_keys', 'insert or update or delete', 'ApiKey', 'id', false, '{last_used_at}', '{hash}'),
    ('teams', 'insert or update or delete', 'Team', 'id', false, '{}', '{}'),
    ('team_members', 'insert or update or delete', 'Team', 'team_id', true, '{}', '{}'),
    ('integrations', 'insert or update or delete', 'Integration', 'id', false, '{failures}', '{}'),
    ('http_integrations', 'insert or update or delete', 'Integration', 'integration_id', true, '{id}', '{headers,hmac_secret,earlier_hmac_secret,oauth2_client_secret}'),
    ('custom_fields', 'insert or update or delete', 'CustomField', 'id', false, '{}', '{}'),
    ('rules', 'insert or update or delete', 'Rule', 'id', false, '{}', '{}'),
    ('macros', 'insert or update or delete', 'Macro', 'id', false, '{usage,search_text,tag_names}', '{}'),
    ('views', 'insert or update or delete', 'View', 'id', false, '{refers_to}', '{}'),
    ('view_users', 'insert or update or delete', 'View', 'view_id', true, '{}', '{}'),
    ('view_teams', 'insert or update or delete', 'View', 'view_id', true, '{}', '{}'),
    ('apps', 'insert or update or delete', 'App', 'id', false, '{}', '{}'),
    ('signing_keys', 'insert or update or delete', 'SigningKey', 'id', false, '{public_key}', '{private_key}'),
    ('secret_keys', 'insert or update or delete', 'SecretKey', 'id', false, '{}', '{sealed}'),
    -- Tags are made by tickets, and secrets and approvals go with their app or when they are over.
    ('tags', 'update or delete', 'Tag', 'id', false, '{usage}', '{}'),
    ('app_secrets', 'insert or update', 'App', 'app_id', true, '{id}', '{hash}'),
    ('app_grants', 'insert or update', 'AppGrant', 'id', false, '{}', '{}'))
    kept (name, writes, object_type, id_column, is_part, hidden, secret)
  loop
    execute format('create trigger %I after %s on %I for each row execute function audit_change(%L, %L, %L, %L, %L)',
      audited.name || '_audit', audited.writes, audited.name, audited.object_type, audited.id_column, audited.is_part, audited.hidden, audited.secret);
  end loop;
end $$;
create trigger tickets_audit after delete on tickets for each row execute function audit_deletion('Ticket', '{external_id,channel,status,customer_id,created_at}');
create trigger customers_audit after delete on customers for each row execute function audit_deletion('Customer', '{external_id,created_at}');

-- Sessions that were ended before their time, so that whoever comes back with the cookie of one is known.
create table ended_sessions (
  account_id bigint not null references accounts,
  token_hash bytea not null,
  user_id bigint not null,
  reason text not null,
  ended_at timestamptz not null,
  primary key (account_id, token_hash),
  foreign key (account_id, user_id) references users on delete cascade
);
create index ended_sessions_age on ended_sessions (ended_at);
