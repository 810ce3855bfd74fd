-- When it happened as it was told: what lies in the future counts as now, so the same told again is known by this alone.
-- Null for what the service noted by itself, and for all from before.
alter table earn_occasion add column told_at timestamptz;
create trigger earn_occasion_keeps_told before update of told_at on earn_occasion
  for each statement execute function books_are_append_only();
