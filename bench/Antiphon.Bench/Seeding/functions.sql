-- Chance that depends on the row alone: the same seed gives the same shop, and no statement has to be told what another drew.
-- All of it lives in the session's own schema and leaves with it.
create function pg_temp.chance(n bigint, salt bigint) returns double precision language sql immutable parallel safe
  return (hashint8extended(n, salt) & 9007199254740991) / 9007199254740992.0::double precision;

-- A whole number from 0 to size - 1; a power above 1 prefers small ones.
create function pg_temp.pick(n bigint, salt bigint, size bigint, power double precision) returns bigint language sql immutable parallel safe
  return floor(size * pg_temp.chance(n, salt) ^ power)::bigint;

-- Half a message each, of 20 words from a vocabulary whose words are as unevenly used as those of a language.
create temporary table phrases as
with words as (
  select word, row_number() over () - 1 place
  from (
    select word from unnest(string_to_array(
      'the and to of my is it for order a you in have was not please with that this be on are can i we your hi thanks hello from when where parcel delivery refund '
      'return size colour invoice address payment card email tracking number arrived missing broken late damaged wrong item shop website account password discount '
      'code gift voucher exchange label courier warehouse stock available week today tomorrow yesterday monday friday still waiting send sent received replacement '
      'shoes jacket shirt trousers dress bag lamp chair table phone cable battery charger screen subscription cancel change update question problem help soon kind '
      'regards customer service team name street city country customs charge price total', ' ')) word
    union all
    select prefix || middle || ending
    from unnest(string_to_array('bra cor del fen gal hor jun kel lum mer nor pas quin ros sel tam ul ven wis yor', ' ')) prefix,
      unnest(string_to_array('a e i o u ar en il om us', ' ')) middle,
      unnest(string_to_array('bit dan fer gon lis mat nel pon ric sta ton val wex zor', ' ')) ending) vocabulary)
select phrase::int place, string_agg(words.word, ' ') text
from generate_series(0, 9999) phrase, generate_series(1, 20) position
join words on true
where words.place = pg_temp.pick(phrase * 20 + position, 1, (select count(*) from words), 3)
group by phrase;
create unique index on phrases (place);
analyze phrases;
