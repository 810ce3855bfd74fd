-- What coupons of a template took off while it had no budget: so that their uses do not queue for the row of the stock, each
-- adds to a row here that nobody else has in hand. A template took off coupon_stock.used_fen and the sum of these.
create table coupon_spent (
  id bigint generated always as identity primary key,
  template_id uuid not null references coupon_template (id),
  -- less than none where more came back
  fen bigint not null
) with (fillfactor = 50);
create index coupon_spent_template on coupon_spent (template_id);
