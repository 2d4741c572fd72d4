-- Headers with variables may hold a secret beside them. What was written before stays in `headers`.
alter table delivery_bodies add column sealed_headers bytea;
