-- Search (docs/adr/0012): one document for each ticket, and words of customers, addresses and tags. All three extensions are trusted: the owner of a database may create them.
create extension if not exists pg_trgm with schema public;
create extension if not exists unaccent with schema public;
create extension if not exists btree_gin with schema public;
set local maintenance_work_mem = '256MB';

-- Case and accents do not count. Immutable, because the dictionary is named and nobody changes its rules while indexes are built on them.
create function search_fold(words text) returns text language sql immutable strict parallel safe
return lower(public.unaccent('public.unaccent'::regdictionary, words));

-- Without signs: an address, a hyphenated number or a domain is found by each of its parts, and as a phrase.
create function search_text(words text) returns text language sql immutable strict parallel safe
return regexp_replace(search_fold(words), '[-!"#$%&''()*+,./:;<=>?@\[\\\]^_`{|}~]+', ' ', 'g');

create function search_words(words text) returns tsvector language sql immutable strict parallel safe
return to_tsvector('pg_catalog.simple', search_text(words));

-- Every word that is typed begins a word of what is found; ada@exa is one word whose parts follow each other.
create function search_prefixes(words text) returns tsquery language plpgsql immutable strict parallel safe as $$
declare
  word text;
  part tsquery;
  whole tsquery;
begin
  foreach word in array (regexp_split_to_array(btrim(left(words, 1000)), '\s+'))[1:20] loop
    part := phraseto_tsquery('pg_catalog.simple', search_text(word));
    continue when numnode(part) = 0;
    part := (part::text || ':*')::tsquery;
    whole := case when whole is null then part else whole && part end;
  end loop;
  return whole;
end $$;

-- A phone number as it can be compared: digits, with a plus when it names its country. The caller knows the region of the others.
create function search_phone(address text) returns text language sql immutable strict parallel safe
return case when address !~ '[[:alpha:]@]' then
  case when address ~ '^\s*(\+|00)' then '+' else '' end || nullif(ltrim(regexp_replace(replace(address, '(0)', ''), '[^0-9]', '', 'g'), '0'), '') end;

create function search_config(language text) returns text language sql immutable parallel safe
return case lower(split_part(split_part(coalesce(language, ''), '-', 1), '_', 1))
  when 'ar' then 'arabic' when 'hy' then 'armenian' when 'eu' then 'basque' when 'ca' then 'catalan' when 'da' then 'danish' when 'nl' then 'dutch'
  when 'en' then 'english' when 'fi' then 'finnish' when 'fr' then 'french' when 'de' then 'german' when 'el' then 'greek' when 'hi' then 'hindi'
  when 'hu' then 'hungarian' when 'id' then 'indonesian' when 'ga' then 'irish' when 'it' then 'italian' when 'lt' then 'lithuanian' when 'ne' then 'nepali'
  when 'no' then 'norwegian' when 'nb' then 'norwegian' when 'nn' then 'norwegian' when 'pt' then 'portuguese' when 'ro' then 'romanian' when 'ru' then 'russian'
  when 'sr' then 'serbian' when 'es' then 'spanish' when 'sv' then 'swedish' when 'ta' then 'tamil' when 'tr' then 'turkish' when 'yi' then 'yiddish'
  else 'simple' end;

-- Of a text that search_text has made: the words as they are, and beside them their stems, which need no positions: phrases are looked for in the words.
create function search_vector(config text, folded text) returns tsvector language sql stable parallel safe
return case when config = 'simple' then to_tsvector('pg_catalog.simple', folded)
  else to_tsvector('pg_catalog.simple', folded) || strip(to_tsvector(config::regconfig, folded)) end;

-- Of a typed word or phrase: the words themselves, the last one perhaps as a prefix, or the stem of a single word under each of the configurations.
create function search_term(term text, prefix boolean, configs text[]) returns tsquery language plpgsql stable parallel safe as $$
declare
  folded text := search_text(left(term, 1000));
  whole tsquery := phraseto_tsquery('pg_catalog.simple', folded);
  stem tsquery;
  config text;
begin
  if numnode(whole) = 0 then
    return null;
  end if;
  if numnode(whole) = 1 then
    foreach config in array configs loop
      stem := plainto_tsquery(config::regconfig, folded);
      if numnode(stem) = 1 and stem <> whole and (stem <@ whole) is not true then
        whole := whole || stem;
      end if;
    end loop;
  end if;
  if prefix then
    whole := (phraseto_tsquery('pg_catalog.simple', folded)::text || ':*')::tsquery || whole;
  end if;
  return whole;
end $$;

alter table customers add document tsvector not null generated always as (search_words(coalesce(name, '') || ' ' || coalesce(email, ''))) stored;
create index customers_document on customers using gin (account_id, document) with (fastupdate = off);
create index customers_name_trigrams on customers using gin (account_id, search_fold(name) gin_trgm_ops);
alter table customer_channels
  add document tsvector not null generated always as (search_words(address)) stored,
  add phone text collate "C" generated always as (case when type in ('phone', 'sms', 'whatsapp') then search_phone(address) end) stored;
create index customer_channels_document on customer_channels using gin (account_id, document) with (fastupdate = off);
create index customer_channels_trigrams on customer_channels using gin (account_id, search_fold(address) gin_trgm_ops);
create index customer_channels_phone on customer_channels (account_id, phone) where phone is not null;
create index customer_channels_updated on customer_channels (account_id, updated_at desc, id desc);
alter table tags add document tsvector not null generated always as (search_words(name)) stored;

create table ticket_search (
  account_id bigint not null,
  ticket_id bigint not null,
  -- the ticket's, which never changes: the newest are walked without a look at the tickets
  created_at timestamptz not null,
  config text not null,
  -- the transaction that built the whole document, so that one with many changes builds it once
  built xid8 not null,
  document tsvector not null,
  primary key (account_id, ticket_id),
  foreign key (account_id, ticket_id) references tickets on delete cascade
-- Inside the row as long as it fits: a walk that must fetch and unpack each document takes three times as long.
) with (toast_tuple_target = 4080);
alter table ticket_search alter document set statistics 1000;

-- The texts in a list of JSON strings and numbers. Quotes and brackets are signs, of which search_text leaves nothing; what JSON writes with a backslash stood for a sign or
-- a blank. Without a sub-query, so that it becomes a part of the statement that calls it.
create function search_strings(found jsonb) returns text language sql immutable parallel safe
return regexp_replace(found::text, '\\(u00..|.)', ' ', 'g');

create function search_party(party jsonb) returns text language sql immutable parallel safe
return search_strings(jsonb_path_query_array(party, 'lax $[*].* ? (@.type() == "string")', '{}', true));

-- What a message gives to its ticket's document.
create function search_said(m messages) returns text language sql stable parallel safe
return concat_ws(' ', m.subject,
  left(coalesce(m.body_text, m.stripped_text, regexp_replace(coalesce(m.body_html, m.stripped_html), '<[^>]*>', ' ', 'g')), 100000),
  search_strings(jsonb_path_query_array(m.attachments, 'lax $[*].name ? (@ != null)')),
  search_party(m.source->'from'), search_party(m.source->'to'), search_party(m.source->'cc'), search_party(m.source->'bcc'),
  m.external_id,
  search_strings(jsonb_path_query_array(m.meta, 'strict $.** ? (@.type() == "string" || @.type() == "number")')));

-- What is no word of a text but a fact: tags, people and numbers, in tokens that no text contains.
create function search_phones(m messages) returns text[] language sql immutable parallel safe
return array(select '#p' || search_phone(value #>> '{}') from unnest(array[m.source->'from', m.source->'to']) party,
  jsonb_path_query(party, 'lax $[*].address ? (@.type() == "string")', '{}', true) value where search_phone(value #>> '{}') is not null);

create function search_tokens(m messages) returns text[] language sql stable parallel safe
return array_remove(array['#c' || m.sender_customer_id, '#u' || m.sender_user_id], null) || case when m.channel in ('phone', 'sms', 'whatsapp') then search_phones(m) end;

create function search_part(config text, m messages) returns tsvector language plpgsql stable as $$
declare
  said text := search_said(m);
  folded text := search_text(said);
begin
  return search_vector(config, folded) || array_to_tsvector(search_tokens(m));
exception when program_limit_exceeded then
  return to_tsvector('pg_catalog.simple', search_text(left(said, 20000))) || array_to_tsvector(search_tokens(m));
end $$;

-- The documents of some tickets, as one statement: it is as quick for a million tickets as for one, because nothing in it is a statement of its own.
create function search_documents(account bigint, first bigint, last bigint, most int)
  returns table (ticket_id bigint, created_at timestamptz, config text, document tsvector) language sql stable as $$
  select t.id, t.created_at, folded.config,
    setweight(search_vector(folded.config, folded.subject), 'A') || setweight(to_tsvector('pg_catalog.simple', folded.facts), 'B') || search_vector(folded.config, folded.said)
      || array_to_tsvector(array(select '#t' || tag_id from unnest(t.tag_ids) tag_id) || array_remove(array['#c' || t.customer_id], null)
        || channels.phones || messages.customers || messages.users || messages.phones)
  from tickets t
  left join customers c on c.account_id = account and c.id = t.customer_id
  cross join lateral (
    select string_agg(search_said(m), ' ' order by m.id desc) said,
      array_agg('#c' || m.sender_customer_id) filter (where m.sender_customer_id is not null) customers,
      array_agg('#u' || m.sender_user_id) filter (where m.sender_user_id is not null) users,
      -- an array of arrays wants equal lengths, a string does not
      string_to_array(string_agg(array_to_string(search_phones(m), ' '), ' ') filter (where m.channel in ('phone', 'sms', 'whatsapp') and search_phones(m) <> '{}'), ' ') phones
    from messages m where m.account_id = account and m.ticket_id = t.id and m.deleted_at is null) messages
  cross join lateral (
    select string_agg(a.address, ' ') addresses, array_agg('#p' || a.phone) filter (where a.phone is not null) phones
    from customer_channels a where a.account_id = account and a.customer_id = t.customer_id) channels
  cross join lateral (
    select search_config(t.language) config, search_text(coalesce(t.subject, '')) subject, search_text(coalesce(left(messages.said, most), '')) said,
      search_text(concat_ws(' ', t.id, t.external_id, nullif(concat_ws(' ', c.name, c.email, c.external_id), ''), channels.addresses,
        (select string_agg(coalesce(v.text_value, v.number_value::text), ' ') from ticket_field_values v where v.account_id = account and v.ticket_id = t.id),
        (select string_agg(coalesce(v.text_value, v.number_value::text), ' ') from customer_field_values v where v.account_id = account and v.customer_id = t.customer_id),
        search_strings(jsonb_path_query_array(t.meta, 'strict $.** ? (@.type() == "string" || @.type() == "number")')))) facts
    -- computed once, not wherever it is used
    offset 0) folded
  where t.account_id = account and t.id between first and last
$$;

-- A document holds less than a megabyte. One that would hold more keeps its newest text.
create function search_document(account bigint, ticket bigint) returns tsvector language plpgsql stable as $$
begin
  return (select document from search_documents(account, ticket, ticket, 1000000));
exception when program_limit_exceeded then
  begin
    return (select document from search_documents(account, ticket, ticket, 100000));
  exception when program_limit_exceeded then
    return (select document from search_documents(account, ticket, ticket, 10000));
  end;
end $$;

-- Builds the documents of some tickets anew, for whoever has filled tables without triggers. Each call uses one processor; calls for other tickets may run beside it.
create function search_rebuild(account bigint, first bigint, last bigint) returns void language plpgsql as $$
begin
  delete from ticket_search where account_id = account and ticket_id between first and last;
  insert into ticket_search (account_id, ticket_id, created_at, config, built, document)
  select account, ticket_id, created_at, config, pg_current_xact_id(), document from search_documents(account, first, last, 1000000);
exception when program_limit_exceeded then
  delete from ticket_search where account_id = account and ticket_id between first and last;
  insert into ticket_search (account_id, ticket_id, created_at, config, built, document)
  select account, id, created_at, search_config(language), pg_current_xact_id(), search_document(account, id) from tickets where account_id = account and id between first and last;
end $$;

-- A customer's texts are in the documents of the tickets. Whoever builds one while the customer changes waits for the other to commit, and sees what it wrote.
-- The locks are taken when a transaction commits and has all its row locks, so neither can wait for the other; 1024 of them, so that a bulk load does not need a million.
create function search_customer_lock(customer bigint) returns int language sql immutable parallel safe
return abs(hashint8(coalesce(customer, 0)) % 1024);

create function search_build(account bigint, ticket bigint) returns void language plpgsql as $$
declare
  row_of_ticket tickets;
  done xid8;
begin
  perform pg_advisory_xact_lock_shared(0x53656172, search_customer_lock((select customer_id from tickets where account_id = account and id = ticket)));
  -- Locked before it is built: what another transaction adds to the document meanwhile would be lost.
  select built into done from ticket_search where account_id = account and ticket_id = ticket for update;
  if done = pg_current_xact_id() then
    return;
  end if;
  select * into row_of_ticket from tickets where account_id = account and id = ticket;
  if found then
    insert into ticket_search (account_id, ticket_id, created_at, config, built, document)
    values (account, ticket, row_of_ticket.created_at, search_config(row_of_ticket.language), pg_current_xact_id(), search_document(account, ticket))
    on conflict (account_id, ticket_id) do update set created_at = excluded.created_at, config = excluded.config, built = excluded.built, document = excluded.document;
  end if;
end $$;

create function search_build_of_customer(account bigint, customer bigint) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(0x53656172, search_customer_lock(customer));
  perform search_build(account, id) from (select id from tickets where account_id = account and customer_id = customer order by id) theirs;
end $$;

create function search_follow_ticket() returns trigger language plpgsql as $$
begin
  perform search_build(new.account_id, new.id);
  return null;
end $$;

-- Tags are tokens, so a ticket that only changes its tags is not read again, and a tag that changes its name touches no ticket.
create function search_follow_tags() returns trigger language plpgsql as $$
declare
  gone text[] := array(select '#t' || tag_id from (select unnest(old.tag_ids) except select unnest(new.tag_ids)) changed (tag_id));
  come text[] := array(select '#t' || tag_id from (select unnest(new.tag_ids) except select unnest(old.tag_ids)) changed (tag_id));
begin
  if gone <> '{}' or come <> '{}' then
    update ticket_search set document = ts_delete(document, gone) || array_to_tsvector(come)
    where account_id = new.account_id and ticket_id = new.id and built <> pg_current_xact_id();
  end if;
  return null;
end $$;

-- A new message is added to the document; the others are not read again.
create function search_follow_new_message() returns trigger language plpgsql as $$
declare
  found_document ticket_search;
begin
  select * into found_document from ticket_search where account_id = new.account_id and ticket_id = new.ticket_id for update;
  if not found then
    perform search_build(new.account_id, new.ticket_id);
  elsif found_document.built <> pg_current_xact_id() then
    if new.deleted_at is null then
      begin
        update ticket_search set document = document || search_part(config, new) where account_id = new.account_id and ticket_id = new.ticket_id;
      exception when program_limit_exceeded then
        perform search_build(new.account_id, new.ticket_id);
      end;
    end if;
  end if;
  return null;
end $$;

create function search_follow_message() returns trigger language plpgsql as $$
begin
  perform search_build(old.account_id, old.ticket_id);
  if tg_op = 'UPDATE' and new.ticket_id <> old.ticket_id then
    perform search_build(new.account_id, new.ticket_id);
  end if;
  return null;
end $$;

create function search_follow_customer() returns trigger language plpgsql as $$
begin
  perform search_build_of_customer(new.account_id, new.id);
  return null;
end $$;

create function search_follow_channel() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    perform search_build_of_customer(old.account_id, old.customer_id);
  end if;
  if tg_op = 'INSERT' or (tg_op = 'UPDATE' and new.customer_id <> old.customer_id) then
    perform search_build_of_customer(new.account_id, new.customer_id);
  end if;
  return null;
end $$;

create function search_follow_ticket_field() returns trigger language plpgsql as $$
begin
  perform search_build(coalesce(new.account_id, old.account_id), coalesce(new.ticket_id, old.ticket_id));
  return null;
end $$;

create function search_follow_customer_field() returns trigger language plpgsql as $$
begin
  perform search_build_of_customer(coalesce(new.account_id, old.account_id), coalesce(new.customer_id, old.customer_id));
  return null;
end $$;

-- What is there already.
select search_rebuild(account_id, 0, 9223372036854775807) from accounts;
create index ticket_search_document on ticket_search using gin (account_id, document) with (fastupdate = off);
create index ticket_search_newest on ticket_search (account_id, created_at desc, ticket_id desc);
create index ticket_search_config on ticket_search (account_id, config);

create constraint trigger tickets_search_insert after insert on tickets deferrable initially deferred for each row execute function search_follow_ticket();
create constraint trigger tickets_search_update after update of subject, external_id, language, customer_id, meta, created_at on tickets deferrable initially deferred for each row
  when ((old.subject, old.external_id, old.language, old.customer_id, old.meta, old.created_at) is distinct from (new.subject, new.external_id, new.language, new.customer_id, new.meta, new.created_at))
  execute function search_follow_ticket();
create constraint trigger tickets_search_tags after update of tag_ids on tickets deferrable initially deferred for each row
  when (old.tag_ids is distinct from new.tag_ids) execute function search_follow_tags();
create constraint trigger messages_search_insert after insert on messages deferrable initially deferred for each row execute function search_follow_new_message();
create constraint trigger messages_search_update after update on messages deferrable initially deferred for each row
  when ((old.subject, old.body_text, old.body_html, old.stripped_text, old.stripped_html, old.attachments, old.source, old.external_id, old.meta, old.sender_customer_id, old.sender_user_id, old.channel,
      old.deleted_at, old.ticket_id)
    is distinct from (new.subject, new.body_text, new.body_html, new.stripped_text, new.stripped_html, new.attachments, new.source, new.external_id, new.meta, new.sender_customer_id, new.sender_user_id, new.channel,
      new.deleted_at, new.ticket_id))
  execute function search_follow_message();
create constraint trigger messages_search_delete after delete on messages deferrable initially deferred for each row execute function search_follow_message();
create constraint trigger customers_search after update of name, email, external_id on customers deferrable initially deferred for each row
  when ((old.name, old.email, old.external_id) is distinct from (new.name, new.email, new.external_id)) execute function search_follow_customer();
create constraint trigger customer_channels_search after insert or delete or update on customer_channels deferrable initially deferred for each row execute function search_follow_channel();
create constraint trigger ticket_field_values_search after insert or delete or update on ticket_field_values deferrable initially deferred for each row execute function search_follow_ticket_field();
create constraint trigger customer_field_values_search after insert or delete or update on customer_field_values deferrable initially deferred for each row execute function search_follow_customer_field();
