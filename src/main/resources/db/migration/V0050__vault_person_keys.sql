-- The data key of each person (or other owner of sealed data), wrapped by a master key that the database never sees.
create table person_key (
  person_id uuid primary key,
  wrapped bytea,
  -- id of the master key that wraps it
  master_key text,
  made_at timestamptz not null,
  -- the row stays for ever, so that nobody gets a second key
  destroyed_at timestamptz,
  check ((wrapped is null) = (destroyed_at is not null)),
  check ((wrapped is null) = (master_key is null))
);
create index person_key_master on person_key (master_key, person_id) where master_key is not null;

-- Something each configured key alone can confirm: a wrong key is noticed at the start and not by its damage.
create table vault_check (
  name text primary key,
  value bytea not null
);
