-- Files that are sent in parts belong to no capability: what the runs of rosters kept of theirs moves out.
create table import_file (
  -- of the run that works through it as well; owner of the key that seals it
  id uuid primary key,
  -- as declared, later as found
  charset text,
  -- the cells of the header row as JSON; null until the run was started
  header text,
  bytes bigint not null,
  -- where the first record behind the header begins, and in which line
  body_at bigint not null,
  body_line bigint not null,
  -- where the record that comes next begins, and in which line
  position bigint not null,
  line bigint not null
);

insert into import_file (id, charset, header, bytes, body_at, body_line, position, line)
select id, charset, header, bytes, body_at, body_line, position, line from roster_run;

alter table roster_run
  drop column charset,
  drop column header,
  drop column bytes,
  drop column body_at,
  drop column body_line,
  drop column position,
  drop column line;

alter table roster_part rename to import_part;
alter table import_part rename column run_id to file_id;
alter table import_part rename constraint roster_part_pkey to import_part_pkey;
alter table import_part drop constraint roster_part_run_id_fkey;
alter table import_part add foreign key (file_id) references import_file (id);

alter table roster_piece rename to import_piece;
alter table import_piece rename column run_id to file_id;
alter table import_piece rename constraint roster_piece_pkey to import_piece_pkey;
alter table import_piece drop constraint roster_piece_run_id_fkey;
alter table import_piece add foreign key (file_id) references import_file (id);
alter index roster_piece_at rename to import_piece_at;
