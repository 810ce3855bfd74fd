-- The business days of which everybody was told that they are over.
create table passed_day (
  day date primary key,
  at timestamptz not null
);
