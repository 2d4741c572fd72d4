create table widgets (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  type text not null,
  context text not null check (context in ('ticket', 'customer')),
  template jsonb not null,
  position int not null default 0 check (position >= 0),
  integration_id bigint,
  app_id text,
  -- the app that made it, with which it goes
  application_id text,
  deactivated_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, integration_id) references integrations (account_id, id)
);
create index widgets_integration on widgets (account_id, integration_id) where integration_id is not null;
