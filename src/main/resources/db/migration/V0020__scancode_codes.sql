create table scan_code (
  id uuid primary key,
  kind text not null check (kind in ('STORE', 'PROMOTER', 'TILL', 'RECEIPT', 'PRODUCT', 'CAMPAIGN', 'PARTNER')),
  name text not null,
  store_id uuid not null references store (id),
  staff_id uuid references staff (id),
  short_code text not null unique,
  -- in its links, mini-program codes and temporary codes; never changes hands
  scene_key bigint not null unique,
  -- names of Medium, comma between
  media text not null,
  state text not null check (state in ('ACTIVE', 'RETIRED')),
  created_at timestamptz not null,
  retired_at timestamptz,
  check (kind <> 'PROMOTER' or staff_id is not null),
  check ((state = 'RETIRED') = (retired_at is not null))
);
create index scan_code_created on scan_code (created_at desc, id desc);
create index scan_code_store on scan_code (store_id, created_at desc, id desc);
create index scan_code_staff on scan_code (staff_id, created_at desc, id desc) where staff_id is not null;
