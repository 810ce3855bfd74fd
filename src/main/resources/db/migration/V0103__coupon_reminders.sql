-- Who is told on a day that coupons lapse soon; a work queue.
create table coupon_reminder (
  id uuid primary key,
  person_id uuid not null,
  day date not null,
  -- the coupons it is about lapse after the first and by the second
  lapse_after timestamptz not null,
  lapse_by timestamptz not null,
  state text not null check (state in ('PENDING', 'DONE', 'DEAD')),
  attempts integer not null,
  due_at timestamptz not null,
  lease uuid,
  last_error text,
  done_at timestamptz,
  unique (person_id, day)
);
create index coupon_reminder_due on coupon_reminder (due_at) where state = 'PENDING';
create index coupon_reminder_day on coupon_reminder (day);
