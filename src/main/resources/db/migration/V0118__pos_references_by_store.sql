-- The number of a receipt names one thing at a client and store, and no longer in all stores of the client.

-- Once for its reason and source while it is open, and for good once it was captured.
alter table points_hold drop constraint points_hold_reason_source_key;
create unique index points_hold_source on points_hold (reason, source) where state in ('OPEN', 'CAPTURED');

-- <client>:<reference> becomes <client>:<store>:<reference>. Postings stay as they are: a refund asks the hold for its own.
update points_hold set source = left(source, 36) || ':' || store_id || substr(source, 37)
where reason = 'POS' and store_id is not null;

-- pos:<client> becomes pos:<client>:<store>.
update coupon_redemption set client = client || ':' || store_id where channel = 'POS' and store_id is not null;
