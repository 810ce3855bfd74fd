-- Tags by which head office puts people into segments.
create table tag (
  code text primary key,
  name text not null,
  description text,
  created_by text not null,
  created_name text not null,
  created_at timestamptz not null,
  -- from then on it counts for nobody; who was given it stays written
  retired_at timestamptz
);

create table member_tag (
  tag text not null references tag (code),
  -- as everywhere: to whom it came first, and whose it is now
  origin_id uuid not null,
  person_id uuid not null references person (id),
  since timestamptz not null,
  -- the last day on which it counts, in Asia/Shanghai
  until date,
  by text not null,
  by_name text not null,
  reason text not null,
  primary key (tag, origin_id)
);
-- Whether somebody carries it, how many do, and who: all of it out of the index.
create index member_tag_carrier on member_tag (tag, person_id) include (until);
create index member_tag_person on member_tag (person_id);
create index member_tag_origin on member_tag (origin_id);
