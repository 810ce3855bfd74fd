create table coupon_template (
  id uuid primary key,
  name text not null,
  created_at timestamptz not null,
  created_by text not null
);
create index coupon_template_created on coupon_template (created_at desc, id desc);

-- What a template says, version by version; never changed. A coupon keeps the version that it was got with.
create table coupon_template_version (
  template_id uuid not null references coupon_template (id),
  version integer not null,
  -- what a coupon is worth, when and where: held with the coupon
  terms text not null,
  -- who may get one, how and how many
  offer text not null,
  at timestamptz not null,
  by text not null,
  primary key (template_id, version)
);

-- What changes with every coupon that is got or used, apart from the words: the row that a flash sale locks.
create table coupon_stock (
  template_id uuid primary key references coupon_template (id),
  state text not null check (state in ('DRAFT', 'OPEN', 'PAUSED', 'ENDED')),
  -- which version is offered now
  version integer not null,
  -- null: as many as are asked for
  stock bigint check (stock >= 0),
  taken bigint not null check (taken >= 0),
  -- what all coupons together may take off, in fen; null: no cap
  budget_fen bigint check (budget_fen >= 0),
  -- taken off, or set aside by reservations
  used_fen bigint not null check (used_fen >= 0),
  check (taken <= stock),
  check (used_fen <= budget_fen)
) with (fillfactor = 20);

create table coupon (
  id uuid primary key,
  template_id uuid not null,
  version integer not null,
  origin_id uuid not null,
  person_id uuid not null,
  -- the person that origin belonged to when it was got: never changes, so that the limit a person holds has a key
  claimed_by uuid not null,
  -- the how-manieth of this template for them, from 1
  nth integer not null,
  state text not null check (state in ('ISSUED', 'RESERVED', 'REDEEMED', 'EXPIRED', 'REVOKED', 'GIVEN')),
  -- usable from valid_from (inclusive) to valid_until (exclusive)
  valid_from timestamptz not null,
  valid_until timestamptz not null,
  -- how it was got, and the business key of that: the same getting makes no second coupon
  way text not null
    check (way in ('CLAIM', 'HQ_ISSUE', 'EXCHANGE', 'WELCOME', 'BIRTHDAY', 'GIFT', 'PROMOTER', 'REWARD')),
  way_key text not null,
  store_id uuid,
  staff_id uuid,
  got_at timestamptz not null,
  -- the open or last redemption
  redemption_id uuid,
  -- number of its last history entry
  changes integer not null,
  unique (template_id, claimed_by, nth),
  unique (claimed_by, way, way_key)
);
create index coupon_person on coupon (person_id, got_at desc, id desc);
create index coupon_person_template on coupon (person_id, template_id, got_at);
create index coupon_origin on coupon (origin_id);
create index coupon_template_got on coupon (template_id, got_at desc, id desc);
create index coupon_lapses on coupon (valid_until) where state = 'ISSUED';

-- Every change of state, numbered from 1; never changed.
create table coupon_entry (
  coupon_id uuid not null,
  number integer not null,
  from_state text,
  to_state text not null,
  cause text not null,
  at timestamptz not null,
  actor text not null,
  store_id uuid,
  detail text,
  primary key (coupon_id, number)
);
