-- To whom a fact came first: undoing a merge of people gives facts back by it. See V0065.
alter table touch add column origin_id uuid;
update touch set origin_id = person_id;
alter table touch alter column origin_id set not null;

alter table owner_ruling add column origin_id uuid;
update owner_ruling set origin_id = person_id;
alter table owner_ruling alter column origin_id set not null;
-- IMPORT: the owner that the old offline list told.
alter table owner_ruling drop constraint owner_ruling_kind_check;
alter table owner_ruling add check (kind in ('MOVE', 'HANDOVER', 'IMPORT'));

-- An erased person still counts for the owner, and is in no list.
alter table ownership add column erased boolean not null default false;
