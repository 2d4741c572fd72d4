-- What a ticket's document is, said plainly and slowly: each part is looked up by itself. SearchDocumentTests compares it with what search_documents builds.
create function plain_vector(config text, words text) returns tsvector language sql immutable parallel safe
return case when config = 'simple' then to_tsvector('pg_catalog.simple', search_text(coalesce(words, '')))
  else to_tsvector('pg_catalog.simple', search_text(coalesce(words, ''))) || strip(to_tsvector(config::regconfig, search_text(coalesce(words, '')))) end;

create function plain_said(m messages) returns text language sql stable parallel safe
return concat_ws(' ', m.subject,
  left(coalesce(m.body_text, m.stripped_text, regexp_replace(coalesce(m.body_html, m.stripped_html), '<[^>]*>', ' ', 'g')), 100000),
  (select string_agg(value #>> '{}', ' ') from jsonb_path_query(m.attachments, 'lax $[*].name') value),
  (select string_agg(value #>> '{}', ' ') from unnest(array[m.source->'from', m.source->'to', m.source->'cc', m.source->'bcc']) party,
    jsonb_path_query(party, 'lax $[*].* ? (@.type() == "string")', '{}', true) value),
  m.external_id,
  (select string_agg(value #>> '{}', ' ') from jsonb_path_query(m.meta, 'strict $.** ? (@.type() == "string" || @.type() == "number")') value));

create function plain_tokens_of_message(m messages) returns tsvector language sql stable parallel safe
return array_to_tsvector(array_remove(array[
  '#c' || m.sender_customer_id, '#u' || m.sender_user_id] || array(
    select '#p' || search_phone(value #>> '{}') from unnest(array[m.source->'from', m.source->'to']) party,
      jsonb_path_query(party, 'lax $[*].address ? (@.type() == "string")', '{}', true) value
    where m.channel in ('phone', 'sms', 'whatsapp')), null));

create function plain_document(t tickets, most int) returns tsvector language sql stable parallel safe
return setweight(plain_vector(search_config(t.language), t.subject), 'A')
  || setweight(plain_vector('simple', concat_ws(' ', t.id, t.external_id,
    (select concat_ws(' ', c.name, c.email, c.external_id) from customers c where c.account_id = t.account_id and c.id = t.customer_id),
    (select string_agg(c.address, ' ') from customer_channels c where c.account_id = t.account_id and c.customer_id = t.customer_id),
    (select string_agg(coalesce(v.text_value, v.number_value::text), ' ') from ticket_field_values v where v.account_id = t.account_id and v.ticket_id = t.id),
    (select string_agg(coalesce(v.text_value, v.number_value::text), ' ') from customer_field_values v where v.account_id = t.account_id and v.customer_id = t.customer_id),
    (select string_agg(value #>> '{}', ' ') from jsonb_path_query(t.meta, 'strict $.** ? (@.type() == "string" || @.type() == "number")') value))), 'B')
  || plain_vector(search_config(t.language), left((
    select string_agg(plain_said(m), ' ' order by m.id desc) from messages m where m.account_id = t.account_id and m.ticket_id = t.id and m.deleted_at is null), most))
  || array_to_tsvector(array_remove(array(select '#t' || tag_id from unnest(t.tag_ids) tag_id)
    || ('#c' || t.customer_id)
    || array(select '#p' || c.phone from customer_channels c where c.account_id = t.account_id and c.customer_id = t.customer_id), null))
  || coalesce((
    select array_to_tsvector(array_agg(distinct lexeme)) from messages m, unnest(plain_tokens_of_message(m))
    where m.account_id = t.account_id and m.ticket_id = t.id and m.deleted_at is null), '');
