-- The lines of a list that came to something rare, without walking over all the others.
create index grant_run_line_outcome on grant_run_line (run_id, outcome, line);

-- No statement reads a template's coupons by time, and each claim paid for it, all of a hot template on one leaf. Last,
-- because it locks all coupons out to the end of the transaction.
drop index coupon_template_got;
