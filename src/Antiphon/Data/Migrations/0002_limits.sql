-- Rate limits across nodes (docs/adr/0006). Both tables hold only what is true for seconds, so they are not written to the log:
-- after a crash of the database they are empty, and every bucket begins anew.

create unlogged table limit_buckets (
  account_id bigint not null,
  -- 1 = API key, 2 = OAuth2 app
  credential_kind int not null,
  -- in millionths of a request, at drained_at
  level bigint not null,
  drained_at timestamptz not null,
  primary key (account_id, credential_kind)
) with (fillfactor = 50);

-- The nodes of this installation, of all accounts: the one table without an account.
create unlogged table nodes (
  node_id uuid primary key,
  started_at timestamptz not null,
  seen_at timestamptz not null
) with (fillfactor = 50);
