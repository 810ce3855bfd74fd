-- What a person can use now, by what lapses first.
create index coupon_usable on coupon (person_id, valid_until, id) where state in ('ISSUED', 'RESERVED');

-- One use of one or several coupons for one receipt, order or visit to the counter.
create table coupon_redemption (
  id uuid primary key,
  -- who uses them, as pos:<client>, counter:<store> or order, and what for
  client text not null,
  reference text not null,
  channel text not null check (channel in ('STORE', 'POS', 'MINI_PROGRAM')),
  origin_id uuid not null,
  person_id uuid not null,
  store_id uuid,
  staff_id uuid,
  state text not null check (state in ('RESERVED', 'REDEEMED', 'RELEASED', 'LAPSED', 'RETURNED', 'UNDONE')),
  -- what was asked for, to know a repeated request from another one
  request text not null,
  gross_fen bigint not null check (gross_fen >= 0),
  discount_fen bigint not null check (discount_fen >= 0 and discount_fen <= gross_fen),
  made_at timestamptz not null,
  -- null for one that was redeemed at once
  reserved_until timestamptz,
  redeemed_at timestamptz,
  ended_at timestamptz,
  check (state <> 'RESERVED' or reserved_until is not null),
  check (state <> 'REDEEMED' or redeemed_at is not null)
);
-- A reference is free again once its reservation was released or lapsed, or the use undone.
create unique index coupon_redemption_reference on coupon_redemption (client, reference)
  where state in ('RESERVED', 'REDEEMED', 'RETURNED');
create index coupon_redemption_past on coupon_redemption (client, reference, made_at desc);
create index coupon_redemption_lapses on coupon_redemption (reserved_until) where state = 'RESERVED';
create index coupon_redemption_store on coupon_redemption (store_id, made_at desc, id desc) where channel = 'STORE';
create index coupon_redemption_person on coupon_redemption (person_id);
create index coupon_redemption_origin on coupon_redemption (origin_id);

-- A coupon in a use, with what it takes off and who bears it.
create table coupon_use (
  redemption_id uuid not null references coupon_redemption (id),
  coupon_id uuid not null references coupon (id),
  template_id uuid not null,
  number integer not null,
  discount_fen bigint not null check (discount_fen >= 0),
  -- what it counts for in the budget: more than the discount where a gift is handed out beside the basket
  cost_fen bigint not null,
  hq_fen bigint not null check (hq_fen >= 0),
  store_fen bigint not null check (store_fen >= 0),
  -- whether the use stands: reserved, or redeemed and neither returned nor undone
  live boolean not null,
  primary key (redemption_id, coupon_id),
  check (hq_fen + store_fen = cost_fen)
);
-- Whatever the code does: a coupon has one use that stands, at most.
create unique index coupon_use_live on coupon_use (coupon_id) where live;
create index coupon_use_coupon on coupon_use (coupon_id);

-- The basket, line by line, and what came back of it. The line FREIGHT is the freight.
create table coupon_redemption_line (
  redemption_id uuid not null references coupon_redemption (id),
  line text not null,
  number integer not null,
  sku text,
  quantity integer not null,
  amount_fen bigint not null check (amount_fen >= 0),
  discount_fen bigint not null check (discount_fen >= 0 and discount_fen <= amount_fen),
  refunded_fen bigint not null check (refunded_fen >= 0 and refunded_fen <= amount_fen - discount_fen),
  -- whether all of it came back
  returned boolean not null,
  primary key (redemption_id, line),
  check (not returned or refunded_fen = amount_fen - discount_fen)
);

create table coupon_refund (
  redemption_id uuid not null references coupon_redemption (id),
  reference text not null,
  lines text not null,
  at timestamptz not null,
  actor text not null,
  primary key (redemption_id, reference)
);
