-- $1 account, $2 first ticket, $3 last ticket.
select search_rebuild($1, $2, $3);
