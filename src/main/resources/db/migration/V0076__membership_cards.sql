create table member_level (
  code text primary key,
  name text not null,
  -- the higher, the better; of several cards of one person the highest is shown
  rank integer not null,
  is_default boolean not null
);
create unique index member_level_rank on member_level (rank);
create unique index member_level_default on member_level (is_default) where is_default;
insert into member_level values ('STANDARD', '普通会员', 1, true);

-- A row for each binding or imported card. The level has no foreign key: its check would lock one row for every binding.
create table membership (
  origin_id uuid primary key references person (id),
  person_id uuid not null references person (id),
  -- null once the person was erased
  card_number text unique,
  level text not null,
  bound_at timestamptz not null,
  source text not null check (source in ('WECHAT', 'IMPORT')),
  -- whose customer they were at that moment; named without foreign keys, as in touch
  store_id uuid,
  staff_id uuid,
  invited_by uuid,
  -- NONE: an imported card, whose owner is nobody new
  benefits text not null check (benefits in ('GRANTED', 'HELD', 'RELEASED', 'NONE')),
  -- WeChat's; null where it was not told
  risk_rank smallint
);
create index membership_person on membership (person_id);
create index membership_level on membership (level);
create index membership_held on membership (bound_at desc, origin_id desc) where benefits = 'HELD';

-- What people tell of themselves. Name and birthday are sealed under the origin's key.
create table member_profile (
  origin_id uuid primary key references person (id),
  person_id uuid not null references person (id),
  name bytea,
  birthday bytea,
  -- month and day of the birthday, MM-DD: tells no age
  birth_day text,
  gender text check (gender in ('FEMALE', 'MALE', 'OTHER')),
  area text,
  -- the merge that put it behind the survivor's; undoing that puts it in front again
  demoted_by uuid,
  put_at timestamptz not null
);
create index member_profile_person on member_profile (person_id);
create index member_profile_birth_day on member_profile (birth_day) where birth_day is not null;
