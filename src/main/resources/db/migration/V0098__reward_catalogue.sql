-- What points can be exchanged for. The row that an order locks: what is left is counted here.
create table reward (
  id uuid primary key,
  kind text not null check (kind in ('GOODS', 'COUPON')),
  name text not null,
  description text not null,
  points bigint not null check (points > 0),
  -- of goods: which, and how many days they wait to be collected
  sku text,
  collect_days integer check (collect_days > 0),
  -- where goods can be collected; empty for every store
  stores uuid[] not null,
  -- of coupons; named without a foreign key, as everywhere outside of its capability
  template_id uuid,
  -- null: as many as are asked for
  stock bigint check (stock >= 0),
  taken bigint not null check (taken >= 0),
  per_person integer check (per_person > 0),
  opens_at timestamptz,
  closes_at timestamptz,
  state text not null check (state in ('OPEN', 'CLOSED')),
  -- counts the changes
  revision integer not null,
  created_at timestamptz not null,
  check (taken <= stock),
  check ((kind = 'GOODS') = (sku is not null and collect_days is not null)),
  check ((kind = 'COUPON') = (template_id is not null))
) with (fillfactor = 50);
create index reward_created on reward (created_at desc, id desc);
create index reward_open on reward (created_at desc, id desc) where state = 'OPEN';
