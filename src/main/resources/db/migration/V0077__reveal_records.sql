-- Who saw which personal data of whom in clear, and why; never the values.
create table reveal (
  id uuid primary key,
  person_id uuid not null references person (id),
  origin_id uuid not null references person (id),
  -- PHONE, NAME, BIRTHDAY, with commas between
  fields text not null,
  reason text not null,
  actor text not null,
  actor_name text not null,
  store_id uuid,
  at timestamptz not null
);
create index reveal_at on reveal (at desc, id desc);
create index reveal_person on reveal (person_id, at desc, id desc);
create index reveal_origin on reveal (origin_id);
