-- Everything of an account but its tickets. $1 account, $2 customers, $3 present.
insert into users (account_id, email, name, role, timezone, meta, created_at, updated_at)
select $1, 'agent' || n || '@shop.example', (array['Ada', 'Ben', 'Cleo', 'Dev', 'Eva', 'Finn', 'Gus'])[n % 7 + 1] || ' ' || (array['Lind', 'Moss', 'Okoro', 'Reed', 'Sato'])[n % 5 + 1],
  'agent', 'UTC', '{"profile_picture_url": null}', $3::timestamptz - interval '3 years', $3
from generate_series(1, 19) n;

insert into teams (account_id, name, decoration, created_at)
select $1, name, '{}', $3::timestamptz - interval '3 years' from unnest(array['Front desk', 'Warehouse', 'Returns', 'Wholesale']) name;

insert into integrations (account_id, type, name, address, created_at, updated_at)
select $1, type, name, address, $3::timestamptz - interval '3 years', $3
from (values ('email', 'Shop support', 'support@shop.example'), ('gorgias_chat', 'Shop chat', null), ('sms', 'Shop texts', '+15550100')) given (type, name, address);

insert into tags (account_id, name, decoration, created_at)
select $1, 'tag-' || n, jsonb_build_object('color', '#' || lpad(to_hex(n * 131071 % 16777216), 6, '0')), $3::timestamptz - interval '3 years' from generate_series(1, 60) n;

with made as (
  insert into customers (account_id, email, name, language, timezone, meta, created_at, updated_at)
  select $1, 'customer' || n || '@mail.example', 'Mira Olsen ' || n, 'en', 'Europe/Oslo', '{"name_set_via": "email"}',
    $3::timestamptz - interval '3 years' * (1 - n::double precision / $2), $3::timestamptz - interval '3 years' * (1 - n::double precision / $2)
  from generate_series(1, $2::bigint) n
  returning account_id, id, email, created_at)
insert into customer_channels (account_id, customer_id, type, address, preferred, created_at, updated_at)
select account_id, id, 'email', email, true, created_at, created_at from made;
