-- Merging keeps every row where it came from (origin_id) and moves only whose it is now (person_id): undoing is moving
-- back by origin.
alter table person
  -- the survivor, while this person is part of another
  add column merged_into uuid references person (id),
  -- since when they are a member by what came to this very person; null for a visitor
  add column member_since timestamptz,
  add column erased_at timestamptz,
  -- grows with every merge, undo and erasure: who waited for the row's lock sees by it that the way there has changed
  add column turns integer not null default 0,
  add check (merged_into <> id);
create index person_merged_into on person (merged_into) where merged_into is not null;

alter table wechat_identity add column origin_id uuid references person (id);
update wechat_identity set origin_id = person_id;
alter table wechat_identity alter column origin_id set not null;
create index wechat_identity_origin on wechat_identity (origin_id);

-- Whose a unionid is: its key decides between two accounts that tell it at the same moment.
create table wechat_union (
  unionid text primary key,
  origin_id uuid not null references person (id),
  known_since timestamptz not null
);
create index wechat_union_origin on wechat_union (origin_id);
insert into wechat_union (unionid, origin_id, known_since)
  select distinct on (unionid) unionid, person_id, known_since from wechat_identity
  where unionid is not null order by unionid, known_since, person_id;

create table person_merge (
  id uuid primary key,
  survivor_id uuid not null references person (id),
  loser_id uuid not null references person (id),
  cause text not null check (cause in ('UNIONID', 'OFFLINE_CARD', 'PHONE_CLAIM', 'HEAD_OFFICE')),
  reason text,
  actor text not null,
  merged_at timestamptz not null,
  undone_at timestamptz,
  undone_by text,
  undone_reason text,
  check ((undone_at is null) = (undone_by is null))
);
create unique index person_merge_live on person_merge (loser_id) where undone_at is null;
create index person_merge_survivor on person_merge (survivor_id);
create index person_merge_at on person_merge (merged_at desc, id desc);

-- Erasing finds what names a person's accounts.
create index wechat_inbox_openid on wechat_inbox (appid, openid);
create index outbox_event_subject on outbox_event (subject);
