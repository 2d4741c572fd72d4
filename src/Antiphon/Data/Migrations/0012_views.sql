-- Views: saved filters with an order, and whom they are shared with.
create table views (
  account_id bigint not null references accounts,
  id bigint generated always as identity,
  category text not null check (category in ('system', 'user')),
  type text not null check (type in ('ticket-list', 'customer-list')),
  name text not null,
  slug text not null,
  visibility text not null check (visibility in ('public', 'shared', 'private')),
  section_id bigint,
  decoration jsonb,
  fields text[] not null,
  filters text not null,
  order_by text not null,
  order_dir text not null check (order_dir in ('asc', 'desc')),
  search text,
  -- what the filters name, such as team:4, so that a deletion finds the views that it breaks (Views/ViewReference.cs)
  refers_to text[] not null,
  created_at timestamptz not null,
  deactivated_at timestamptz,
  primary key (account_id, id)
);
create index views_created on views (account_id, created_at desc, id desc);

-- Of a private view the one row is its owner.
create table view_users (
  account_id bigint not null,
  view_id bigint not null,
  user_id bigint not null,
  position int not null,
  primary key (account_id, view_id, user_id),
  foreign key (account_id, view_id) references views on delete cascade,
  foreign key (account_id, user_id) references users on delete cascade
);
create index view_users_user on view_users (account_id, user_id);

create table view_teams (
  account_id bigint not null,
  view_id bigint not null,
  team_id bigint not null,
  position int not null,
  primary key (account_id, view_id, team_id),
  foreign key (account_id, view_id) references views on delete cascade,
  foreign key (account_id, team_id) references teams on delete cascade
);
create index view_teams_team on view_teams (account_id, team_id);

-- "Whatever its case", as the language of filters has it (docs/language.md): simple lower case of Unicode. PostgreSQL has that collation since 17; an older
-- server lowers by the database's own, which differs in letters such as the Turkish dotted I.
do $$
begin
  if exists (select from pg_collation where collname = 'pg_c_utf8') then
    create function filter_fold(words text) returns text language sql immutable strict parallel safe return lower(words collate "pg_c_utf8");
  else
    create function filter_fold(words text) returns text language sql immutable strict parallel safe return lower(words);
  end if;
end $$;

-- The orders of items. Most views are about open tickets, which are few beside the closed ones: any filter on them is answered from the first two, at worst by
-- looking at all of them. Whose tickets these are stands in the second, because everyone's own inbox is asked for most.
create index tickets_open on tickets (account_id, last_message_at desc, id desc) where status = 'open' and trashed_at is null and not spam;
create index tickets_open_assignee on tickets (account_id, assignee_user_id, last_message_at desc, id desc) where status = 'open' and trashed_at is null and not spam;
create index tickets_open_priority on tickets (account_id, (case priority when 'critical' then 4 when 'high' then 3 when 'normal' then 2 else 1 end) desc, id desc)
  where status = 'open' and trashed_at is null and not spam;
-- The newest are mostly open, so a list of closed ones would begin with walking past all of those.
create index tickets_done on tickets (account_id, last_message_at desc, id desc) where status = 'closed' and trashed_at is null and not spam;
create index tickets_trash on tickets (account_id, last_message_at desc, id desc) where trashed_at is not null;
create index tickets_spam on tickets (account_id, last_message_at desc, id desc) where spam and trashed_at is null;
create index tickets_snoozed on tickets (account_id, snooze_at desc, id desc) where snooze_at is not null;
create index tickets_last_message on tickets (account_id, last_message_at desc, id desc);
create index tickets_received on tickets (account_id, last_received_message_at desc, id desc);
create index tickets_closed on tickets (account_id, closed_at desc, id desc);
-- A rare channel among closed tickets is found by no walk: 0.7 s at a million, against 0.5 ms.
create index tickets_channel on tickets (account_id, channel, last_message_at desc, id desc);
-- Views of one mailbox, shop or number.
create index tickets_integrations on tickets using gin (integration_ids) with (fastupdate = off);

-- Every account has these; new accounts get them from Views/SeedSystemViews.cs.
insert into views (account_id, category, type, name, slug, visibility, fields, filters, order_by, order_dir, refers_to, created_at)
select a.account_id, 'system', s.type, s.name, s.slug, 'public', s.fields, s.filters, s.order_by, 'desc', '{}', a.created_at
from accounts a cross join (values
  (1, 'ticket-list', 'Inbox', 'inbox', '{details,tags,customer,last_message}'::text[], 'eq(ticket.assignee_user.id, "{{current_user.id}}") && eq(ticket.status, "open")', 'last_message_datetime'),
  (2, 'ticket-list', 'Unassigned', 'unassigned', '{details,tags,customer,last_message}', '(eq(ticket.status, "open")) && (isEmpty(ticket.assignee_user.id))', 'last_message_datetime'),
  (3, 'ticket-list', 'All', 'all', '{details,tags,customer,last_message}', 'eq(ticket.status, "open")', 'last_message_datetime'),
  (4, 'ticket-list', 'Snoozed', 'snoozed', '{details,tags,customer,last_message}', 'eq(ticket.assignee_user.id, "{{current_user.id}}") && isNotEmpty(ticket.snooze_datetime)', 'last_message_datetime'),
  (5, 'ticket-list', 'Closed', 'closed', '{details,tags,customer,last_message}', 'eq(ticket.status, "closed")', 'last_message_datetime'),
  (6, 'ticket-list', 'Trash', 'trash', '{details,tags,customer,last_message}', 'isNotEmpty(ticket.trashed_datetime)', 'last_message_datetime'),
  (7, 'ticket-list', 'Spam', 'spam', '{details,tags,customer,last_message}', 'eq(ticket.spam, true)', 'last_message_datetime'),
  (8, 'customer-list', 'All customers', 'all-customers', '{name,email,created,updated}', '', 'updated_datetime')
) s (place, type, name, slug, fields, filters, order_by)
order by a.account_id, s.place;
