-- Custom fields: definitions, and values of tickets and customers.
--
-- Values are rows with typed columns and not a jsonb map on the ticket, because views, rules and reports ask for them in every way: equal to one or some of
-- several values, less and greater, has one or has none, how many of each. A map has one index (GIN, containment) that answers equality only; a view of
-- numbers above a bound would walk a million tickets, and "has this field any value" would too. As rows each of these is a range of one of the indexes
-- below, led by account and field, and a condition that is too common to be collected is probed by the primary key while the order of the list is walked.
-- A page of a list reads the values of its 30 tickets by 30 probes of the primary key inside its own statement, like the names of their tags.

create table custom_fields (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  external_id text,
  object_type text not null check (object_type in ('Ticket', 'Customer')),
  label text not null,
  description text,
  priority int,
  requirement_type text not null check (requirement_type in ('visible', 'required', 'conditional')),
  managed_type text,
  -- {"data_type", "input_settings"}, as the wire has it
  definition jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- archived: the values stay and can be read, new ones are refused
  deactivated_at timestamptz,
  primary key (account_id, id)
);
create unique index custom_fields_label on custom_fields (account_id, label);
create unique index custom_fields_external_id on custom_fields (account_id, external_id) where external_id is not null;
create index custom_fields_order on custom_fields (account_id, object_type, coalesce(priority, -1), id);

create table ticket_field_values (
  account_id bigint not null,
  ticket_id bigint not null,
  field_id bigint not null,
  -- exactly one of the three, the one of the field's data type
  text_value text,
  number_value numeric,
  flag_value boolean,
  primary key (account_id, ticket_id, field_id),
  foreign key (account_id, ticket_id) references tickets on delete cascade,
  foreign key (account_id, field_id) references custom_fields,
  check (num_nonnulls(text_value, number_value, flag_value) = 1)
);
-- An entry of a b-tree holds 2,700 bytes and a text of 2,000 characters may have 8,000: the index knows the beginning, and who compares asks for both.
create index ticket_field_values_text on ticket_field_values (account_id, field_id, left(text_value, 256), ticket_id) where text_value is not null;
create index ticket_field_values_number on ticket_field_values (account_id, field_id, number_value, ticket_id) where number_value is not null;
create index ticket_field_values_flag on ticket_field_values (account_id, field_id, flag_value, ticket_id) where flag_value is not null;

create table customer_field_values (
  account_id bigint not null,
  customer_id bigint not null,
  field_id bigint not null,
  text_value text,
  number_value numeric,
  flag_value boolean,
  primary key (account_id, customer_id, field_id),
  foreign key (account_id, customer_id) references customers on delete cascade,
  foreign key (account_id, field_id) references custom_fields,
  check (num_nonnulls(text_value, number_value, flag_value) = 1)
);
create index customer_field_values_text on customer_field_values (account_id, field_id, left(text_value, 256), customer_id) where text_value is not null;
create index customer_field_values_number on customer_field_values (account_id, field_id, number_value, customer_id) where number_value is not null;
create index customer_field_values_flag on customer_field_values (account_id, field_id, flag_value, customer_id) where flag_value is not null;
