-- What a member's screen shows at the counter. Only a keyed hash is kept.
create table coupon_code (
  code_hash text primary key,
  coupon_id uuid not null,
  expires_at timestamptz not null,
  -- the store whose staff has looked it up, and may still confirm it when the screen shows another one
  checked_store_id uuid
);
-- One that nobody has looked up yet, at most, for each coupon.
create unique index coupon_code_shown on coupon_code (coupon_id) where checked_store_id is null;
create index coupon_code_coupon on coupon_code (coupon_id);
create index coupon_code_expires on coupon_code (expires_at);
