-- Codes that are exchanged for coupons; handed out once, and kept as keyed hashes only.
create table claim_code_batch (
  id uuid primary key,
  template_id uuid not null,
  name text not null,
  codes integer not null check (codes > 0),
  -- how many people may use one code, each of them once
  uses integer not null check (uses > 0),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  created_at timestamptz not null,
  created_by text not null,
  handed_out_at timestamptz,
  stopped_at timestamptz,
  check (starts_at < ends_at)
);
create index claim_code_batch_created on claim_code_batch (created_at desc, id desc);

create table claim_code (
  hash text primary key,
  batch_id uuid not null references claim_code_batch (id),
  used integer not null check (used >= 0),
  uses integer not null,
  check (used <= uses)
);
create index claim_code_of_batch on claim_code (batch_id) include (used);
