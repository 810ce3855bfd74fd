-- Points that head office gives or takes, with who asked and who else approved.
create table points_adjustment (
  id uuid primary key,
  origin_id uuid not null,
  person_id uuid not null references person (id),
  points bigint not null check (points <> 0),
  expiry text not null,
  reason text not null,
  -- whether a second person must look at it
  four_eyes boolean not null,
  state text not null check (state in ('WAITING', 'POSTED', 'REJECTED')),
  asked_by text not null,
  asked_name text not null,
  asked_at timestamptz not null,
  decided_by text,
  decided_name text,
  decided_at timestamptz,
  decision_reason text,
  posting_id uuid references points_posting (id),
  check ((state = 'POSTED') = (posting_id is not null)),
  check (decided_by <> asked_by or state = 'REJECTED'),
  check (not four_eyes or state <> 'POSTED' or decided_by is not null)
);
create index points_adjustment_asked on points_adjustment (asked_at desc, id desc);
create index points_adjustment_waiting on points_adjustment (asked_at desc, id desc) where state = 'WAITING';
create index points_adjustment_person on points_adjustment (person_id, asked_at);
create index points_adjustment_origin on points_adjustment (origin_id);
