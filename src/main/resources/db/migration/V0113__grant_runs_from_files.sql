-- Lists of members are read from their file, piece by piece, and no longer taken in whole.
alter table grant_run
  -- how far it is with the file; what is tried again is tried when that is over
  add column phase text not null default 'OVER' check (phase in ('UPLOADING', 'GIVING', 'CLEARING', 'OVER')),
  add column started_at timestamptz,
  -- how many lines came to what, as JSON
  add column outcomes text not null default '{}',
  -- up to which line those that came to nothing were tried again; null where nothing is to be tried again
  add column retried integer;
alter table grant_run alter column phase drop default;
alter table grant_run drop constraint grant_run_state_check;
alter table grant_run add check (state in ('UPLOADING', 'PENDING', 'DONE', 'DEAD'));
alter table grant_run add check ((state = 'UPLOADING') = (phase = 'UPLOADING'));

-- Runs of before have no file any more. Lines that still wait count as unknown and are tried again at once.
insert into import_file (id, header, bytes, body_at, body_line, position, line)
select id, '[]', 0, 0, 0, 0, 0 from grant_run;
update grant_run_line set outcome = 'UNKNOWN' where outcome is null;
update grant_run r set started_at = asked_at, retried = case when state <> 'DONE' then 0 end,
  outcomes = coalesce((
    select cast(jsonb_object_agg(c.outcome, c.lines) as text) from (
      select outcome, count(*) as lines from grant_run_line where run_id = r.id group by outcome) c), '{}');

drop index grant_run_line_number;
drop index grant_run_line_open;
alter table grant_run_line alter column outcome set not null;
create index grant_run_line_number on grant_run_line (number) where origin_id is null and number <> '';

-- Numbers of cards whose owners were erased while a list that may hold them was not worked through yet.
create table grant_run_gone (
  run_id uuid not null references grant_run (id) on delete cascade,
  -- keyed hash
  number text not null,
  primary key (run_id, number)
);
