-- Bodies of deliveries come packed, because PostgreSQL packs them twenty times as slowly as the server does. Those that are there stay as they are until they are
-- old. A node of an earlier version does not find the column that it knows and leaves deliveries to others: it would send a packed body as it is.
alter table delivery_bodies rename column body to plain_body;
alter table delivery_bodies add column packed_body bytea;
alter table delivery_bodies alter column packed_body set storage external;
