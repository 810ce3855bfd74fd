-- Coupons that head office gives to a list of members, line by line.
create table grant_run (
  id uuid primary key,
  template_id uuid not null,
  name text not null,
  lines integer not null,
  asked_by text not null,
  asked_at timestamptz not null,
  state text not null check (state in ('PENDING', 'DONE', 'DEAD')),
  attempts integer not null,
  due_at timestamptz not null,
  lease uuid,
  last_error text,
  done_at timestamptz,
  -- whether its lines are still there
  lines_kept boolean not null default true
);
create index grant_run_due on grant_run (due_at) where state = 'PENDING';
create index grant_run_open on grant_run (state) where state <> 'DONE';
create index grant_run_lines on grant_run (asked_at) where lines_kept;
create index grant_run_asked on grant_run (asked_at desc, id desc);

create table grant_run_line (
  run_id uuid not null references grant_run (id),
  line integer not null,
  -- of a member or a card, as it stands in the list; empty once the person was erased
  number text not null,
  origin_id uuid,
  -- null: still to be dealt with
  outcome text,
  coupon_id uuid,
  primary key (run_id, line)
);
create index grant_run_line_number on grant_run_line (number) where outcome is null;
create index grant_run_line_open on grant_run_line (run_id, line) where outcome is null;
create index grant_run_line_origin on grant_run_line (origin_id) where origin_id is not null;
