-- The number of a receipt names one thing at a client and store, and no longer in all stores of the client.

-- A card code is used up for a receipt of a store, with coupons and points together. Of uses that nothing was taken with the
-- store is not known; they stay as they are, and used up.
update card_code_use u set client = u.client || ':' || r.store_id
from (
  select distinct on (client, reference) client, reference, store_id from coupon_redemption
  where channel = 'POS' and store_id is not null order by client, reference, made_at desc) r
where r.client = 'pos:' || u.client and r.reference = u.reference;
update card_code_use u set client = u.client || ':' || h.store_id, reference = substr(u.reference, 8)
from points_hold h
where h.reason = 'POS' and h.store_id is not null and u.reference like 'points:%'
  and h.source = u.client || ':' || substr(u.reference, 8);

-- Once for its reason and source while it is open, and for good once it was captured.
alter table points_hold drop constraint points_hold_reason_source_key;
create unique index points_hold_source on points_hold (reason, source) where state in ('OPEN', 'CAPTURED');

-- <client>:<reference> becomes <client>:<store>:<reference>. Postings stay as they are: a refund asks the hold for its own.
update points_hold set source = left(source, 36) || ':' || store_id || substr(source, 37)
where reason = 'POS' and store_id is not null;

-- pos:<client> becomes pos:<client>:<store>.
update coupon_redemption set client = client || ':' || store_id where channel = 'POS' and store_id is not null;
