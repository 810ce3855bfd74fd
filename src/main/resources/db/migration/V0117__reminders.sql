-- Coupons that lapse at the same instant are gone through by id.
drop index coupon_lapses;
create index coupon_lapses on coupon (valid_until, id) where state = 'ISSUED';

-- Measured every ten seconds, as the other queues.
create index coupon_reminder_open on coupon_reminder (state) where state <> 'DONE';

-- Whom we tell of points that lapse becomes a work queue. What was noted before was announced by the replica that noted
-- it: DONE, and not by this queue, so done_at is null. The defaults are for replicas of the version before.
alter table points_reminder
  drop constraint points_reminder_pkey,
  add column id uuid not null default gen_random_uuid() primary key,
  add column state text not null default 'DONE' check (state in ('PENDING', 'DONE', 'DEAD')),
  add column attempts integer not null default 0,
  add column due_at timestamptz not null default now(),
  add column lease uuid,
  add column last_error text,
  add column done_at timestamptz,
  add unique (person_id, expires_at);
create index points_reminder_due on points_reminder (due_at) where state = 'PENDING';
create index points_reminder_open on points_reminder (state) where state <> 'DONE';
