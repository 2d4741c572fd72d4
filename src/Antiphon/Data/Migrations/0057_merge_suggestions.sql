-- Two customers who may be one person are found by what is the same about them; phone numbers have their index since 0015.

-- The mailbox behind an address: mira+shop@mail.example is read by whoever reads mira@mail.example.
create function customer_mailbox(address text) returns text language sql immutable strict parallel safe
return lower(regexp_replace(address, '\+[^@]*@', '@'));

create index customer_channels_mailbox on customer_channels (account_id, customer_mailbox(address)) where type = 'email';
-- names may be longer than an entry of an index
create index customers_same_name on customers (account_id, left(search_fold(name), 200)) where name is not null;
