-- What an integration knows of a customer: the last answer of its customer-related call, or what a shop sent.
create table customer_integrations (
  account_id bigint not null,
  customer_id bigint not null,
  integration_id bigint not null,
  data jsonb not null,
  updated_at timestamptz not null,
  primary key (account_id, customer_id, integration_id),
  foreign key (account_id, customer_id) references customers on delete cascade,
  foreign key (account_id, integration_id) references integrations on delete cascade
);
create index customer_integrations_integration on customer_integrations (account_id, integration_id);
