-- Coupons that are offered to a friend by a link. The link's token is not kept: it is made anew from the id.
create table claim_gift (
  id uuid primary key,
  coupon_id uuid not null,
  -- as everywhere: to whom it came first, and whose it is now
  giver_origin uuid not null,
  giver_person uuid not null,
  state text not null check (state in ('OPEN', 'TAKEN', 'TAKEN_BACK', 'LAPSED')),
  made_at timestamptz not null,
  -- one that is OPEN and past this counts as LAPSED everywhere
  ends_at timestamptz not null,
  taker_origin uuid,
  taker_person uuid,
  taken_at timestamptz,
  -- what the friend got in its place
  taken_coupon uuid,
  check ((state = 'TAKEN') = (taken_coupon is not null))
);
create unique index claim_gift_open on claim_gift (coupon_id) where state = 'OPEN';
create index claim_gift_giver on claim_gift (giver_person, made_at desc, id desc);
create index claim_gift_giver_origin on claim_gift (giver_origin);
create index claim_gift_taker on claim_gift (taker_person) where taker_person is not null;
create index claim_gift_taker_origin on claim_gift (taker_origin) where taker_origin is not null;
