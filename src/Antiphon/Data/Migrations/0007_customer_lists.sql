-- Lists of customers by name, language and time zone, newest first. Without the order in the index a rare value that only old customers have is found
-- by walking all of them: 0.2 s to 0.65 s at a million, against 0.2 ms.
drop index customers_name;
create index customers_name on customers (account_id, name, created_at desc, id desc) where name is not null;
create index customers_language on customers (account_id, language, created_at desc, id desc) where language is not null;
create index customers_timezone on customers (account_id, timezone, created_at desc, id desc) where timezone is not null;
