-- Imports of the old list of members. What was sent stands here sealed under the run's own key, which is destroyed with
-- the end of the run.
create table roster_run (
  id uuid primary key,
  file_name text not null,
  -- the run whose quarantine this one corrects
  corrects uuid references roster_run (id),
  -- as declared, later as found
  charset text,
  -- the cells of the header row as JSON; null until the run was started
  header text,
  phase text not null check (phase in ('UPLOADING', 'CHECKING', 'APPLYING', 'CLEARING', 'OVER')),
  bytes bigint not null,
  -- where the first record behind the header begins, and in which line
  body_at bigint not null,
  body_line bigint not null,
  -- where the record that comes next begins, and in which line
  position bigint not null,
  line bigint not null,
  lines bigint not null,
  created bigint not null,
  joined bigint not null,
  updated bigint not null,
  unchanged bigint not null,
  quarantined bigint not null,
  -- owner of the key that seals the lines in quarantine
  quarantine_key uuid not null,
  asked_by text not null,
  asked_at timestamptz not null,
  started_at timestamptz,
  state text not null check (state in ('UPLOADING', 'PENDING', 'DONE', 'DEAD')),
  attempts integer not null,
  due_at timestamptz not null,
  lease uuid,
  last_error text,
  done_at timestamptz,
  check ((state = 'UPLOADING') = (phase = 'UPLOADING'))
);
create index roster_run_due on roster_run (due_at) where state = 'PENDING';
create index roster_run_open on roster_run (state) where state <> 'DONE';
create index roster_run_asked on roster_run (asked_at desc, id desc);

-- What one request sent.
create table roster_part (
  run_id uuid not null references roster_run (id),
  number integer not null,
  bytes bigint not null,
  -- in hex
  sha256 text not null,
  primary key (run_id, number)
);

-- The same in pieces of one size, each sealed by itself.
create table roster_piece (
  run_id uuid not null references roster_run (id),
  part integer not null,
  number integer not null,
  bytes integer not null,
  -- in the whole file; null until the run was started
  begins_at bigint,
  sealed bytea not null,
  primary key (run_id, part, number)
);
create index roster_piece_at on roster_piece (run_id, begins_at);

-- What lines say, as far as they can contradict each other; for the time of the run.
create table roster_line (
  run_id uuid not null,
  line bigint not null,
  card text not null,
  phone_hash text not null,
  -- keyed hash of all that the line says
  content text not null,
  primary key (run_id, line)
);
create index roster_line_card on roster_line (run_id, card);
create index roster_line_phone on roster_line (run_id, phone_hash);

create table roster_quarantine (
  run_id uuid not null references roster_run (id),
  line bigint not null,
  -- null where the line does not tell one
  card text,
  phone_hash text,
  -- what is wrong, as JSON
  flaws text not null,
  -- the line as it stands in the file; null where nothing of it may be kept
  sealed bytea,
  at timestamptz not null,
  primary key (run_id, line)
);
create index roster_quarantine_card on roster_quarantine (card) where card is not null;
create index roster_quarantine_phone on roster_quarantine (phone_hash) where phone_hash is not null;
create index roster_quarantine_at on roster_quarantine (at);

-- The cards of the old list. The row of an erased person stays without anything personal, so that no later import brings
-- them back.
create table offline_card (
  number text primary key,
  person_id uuid not null references person (id),
  origin_id uuid not null references person (id),
  phone_hash text unique,
  -- keyed hash, to see whether a list tells another name; the name itself is in the profile
  name_hash text,
  -- code of the level that the list told
  level text,
  -- to be carried over into the ledger of points, once
  points bigint not null check (points >= 0),
  store_id uuid,
  staff_id uuid,
  since date,
  run_id uuid not null,
  imported_at timestamptz not null,
  erased_at timestamptz,
  check (phone_hash is not null or erased_at is not null)
);
create index offline_card_person on offline_card (person_id);
create index offline_card_origin on offline_card (origin_id);
