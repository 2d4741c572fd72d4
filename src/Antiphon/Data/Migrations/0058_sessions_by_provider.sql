-- Whether a session, or the half of one that waits for a code, was opened by a sign-in provider: the setting access asks for it.
alter table sessions add column by_provider boolean not null default false;
