-- Phone calls, what happened in them, and what was recorded. Whoever has the phone posts a call when it is over.
create table voice_calls (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  -- null until its ticket is there, and after it is gone
  ticket_id bigint,
  customer_id bigint,
  integration_id bigint,
  external_id text not null,
  provider text not null,
  direction text not null check (direction in ('inbound', 'outbound')),
  status text not null,
  termination_status text,
  source text not null,
  destination text not null,
  country_source text,
  country_destination text,
  duration int,
  phone_number_id bigint,
  queue_id bigint,
  answered_by bigint,
  outcome text,
  transcript text,
  -- what reports of calls count (row G04)
  resolved boolean,
  deflected boolean,
  attributed_revenue numeric,
  cost numeric,
  currency text,
  started_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, ticket_id) references tickets on delete set null (ticket_id),
  foreign key (account_id, customer_id) references customers on delete set null (customer_id)
);
create unique index voice_calls_external on voice_calls (account_id, provider, external_id);
create index voice_calls_created on voice_calls (account_id, created_at desc, id desc);
create index voice_calls_ticket on voice_calls (account_id, ticket_id) where ticket_id is not null;
create index voice_calls_customer on voice_calls (account_id, customer_id) where customer_id is not null;

create table voice_call_events (
  account_id bigint not null,
  id bigint generated always as identity,
  call_id bigint not null,
  type text not null,
  user_id bigint,
  customer_id bigint,
  meta jsonb not null default '{}',
  created_at timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, call_id) references voice_calls
);
create index voice_call_events_created on voice_call_events (account_id, created_at desc, id desc);
create index voice_call_events_call on voice_call_events (account_id, call_id);

create table voice_call_recordings (
  account_id bigint not null,
  id bigint generated always as identity,
  call_id bigint not null,
  external_id text not null,
  type text not null check (type in ('call-recording', 'voicemail')),
  duration int,
  -- where it came from, and the message that has it as an attachment
  source_url text not null,
  message_id bigint,
  -- our copy
  file_id bigint,
  transcription_status text,
  created_at timestamptz not null,
  deleted_at timestamptz,
  deleted_by bigint,
  primary key (account_id, id),
  foreign key (account_id, call_id) references voice_calls,
  foreign key (account_id, file_id) references files on delete set null (file_id)
);
create index voice_call_recordings_created on voice_call_recordings (account_id, created_at desc, id desc);
create index voice_call_recordings_call on voice_call_recordings (account_id, call_id);
create index voice_call_recordings_message on voice_call_recordings (account_id, message_id) where message_id is not null;
create index voice_call_recordings_file on voice_call_recordings (account_id, file_id) where file_id is not null;

create table voice_call_summaries (
  account_id bigint not null,
  id bigint generated always as identity,
  call_id bigint not null,
  recording_id bigint,
  summary text not null,
  created_at timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, call_id) references voice_calls
);
create index voice_call_summaries_call on voice_call_summaries (account_id, call_id);
