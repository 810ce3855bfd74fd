-- How many coupons of a template each promoter may give to customers of theirs in one month.
create table grant_quota (
  template_id uuid primary key,
  monthly integer not null check (monthly >= 0),
  changed_at timestamptz not null,
  changed_by text not null
);

-- Where one promoter has another number.
create table grant_quota_exception (
  template_id uuid not null references grant_quota (template_id),
  staff_id uuid not null,
  monthly integer not null check (monthly >= 0),
  primary key (template_id, staff_id)
);

create table grant_quota_use (
  staff_id uuid not null,
  template_id uuid not null,
  -- its first day, in Asia/Shanghai
  month date not null,
  used integer not null check (used >= 0),
  primary key (staff_id, template_id, month)
);
