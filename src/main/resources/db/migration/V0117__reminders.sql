-- Coupons that lapse at the same instant are gone through by id.
drop index coupon_lapses;
create index coupon_lapses on coupon (valid_until, id) where state = 'ISSUED';

-- Measured every ten seconds, as the other queues.
create index coupon_reminder_open on coupon_reminder (state) where state <> 'DONE';
