-- Facts: appended, never changed. Stores, salespeople and codes are named as they were then, without foreign keys: a
-- key check would lock the row of a busy store for every scan.
create table touch (
  id uuid primary key,
  person_id uuid not null references person (id),
  inbound_id uuid not null unique,
  scene text not null,
  code_id uuid,
  source text not null,
  store_id uuid,
  staff_id uuid,
  verdict text not null,
  first_of_person boolean not null,
  happened_at timestamptz not null,
  received_at timestamptz not null,
  day date not null
);
create index touch_person on touch (person_id, happened_at, received_at, id);
create index touch_store_day on touch (store_id, day) include (first_of_person, code_id, staff_id);
create index touch_staff_day on touch (staff_id, day) include (first_of_person) where staff_id is not null;

create table owner_ruling (
  id uuid primary key,
  person_id uuid not null references person (id),
  kind text not null check (kind in ('MOVE', 'HANDOVER')),
  store_id uuid not null,
  staff_id uuid,
  at timestamptz not null,
  reason text not null,
  actor text not null
);
create index owner_ruling_person on owner_ruling (person_id, at);

create table staff_departure (
  staff_id uuid primary key,
  left_at timestamptz not null
);

create table attribution_policy (
  version integer primary key,
  rule text not null check (rule in ('FIRST_TOUCH', 'LAST_TOUCH', 'PROTECTED')),
  days integer not null,
  note text not null,
  decided_by text not null,
  decided_at timestamptz not null
);
insert into attribution_policy values (1, 'FIRST_TOUCH', 0, '默认：先到先得', 'system', '2020-01-01T00:00:00Z');

-- Derived from the facts above, in the transaction that adds one.
create table ownership (
  person_id uuid primary key references person (id),
  person_number text not null,
  store_id uuid,
  staff_id uuid,
  former_staff_id uuid,
  since timestamptz,
  fact_kind text,
  fact_id uuid,
  source text,
  policy_version integer not null
);
create index ownership_staff on ownership (staff_id, since desc, person_id desc) where staff_id is not null;
create index ownership_staff_person on ownership (staff_id, person_id) where staff_id is not null;
create index ownership_store on ownership (store_id, since desc, person_id desc) where store_id is not null;
create index ownership_former on ownership (former_staff_id, person_id) where former_staff_id is not null;
create index ownership_policy on ownership (policy_version, person_id);
create index ownership_number on ownership (person_number text_pattern_ops);

create table owner_change (
  id uuid primary key,
  person_id uuid not null references person (id),
  from_store uuid,
  from_staff uuid,
  to_store uuid,
  to_staff uuid,
  cause text not null,
  fact_id uuid,
  policy_version integer not null,
  actor text not null,
  reason text,
  at timestamptz not null,
  day date not null
);
create index owner_change_person on owner_change (person_id, at, id);
create index owner_change_to_staff on owner_change (to_staff, day) where to_staff is not null;
create index owner_change_from_staff on owner_change (from_staff, day) where from_staff is not null;
create index owner_change_to_store on owner_change (to_store, day) where to_store is not null;
create index owner_change_from_store on owner_change (from_store, day) where from_store is not null;

create table owner_run (
  id uuid primary key,
  kind text not null check (kind in ('DRY_RUN', 'REPLAY', 'HANDOVER')),
  plan text not null,
  position uuid not null,
  people bigint not null,
  touches bigint not null,
  changes bigint not null,
  examples text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  state text not null check (state in ('PENDING', 'DONE', 'DEAD')),
  attempts integer not null,
  due_at timestamptz not null,
  lease uuid,
  last_error text,
  done_at timestamptz
);
create index owner_run_due on owner_run (due_at) where state = 'PENDING';
