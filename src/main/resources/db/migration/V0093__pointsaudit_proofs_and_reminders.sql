-- The hourly proof of the ledger: its key lets one replica do it.
create table points_proof (
  hour timestamptz primary key,
  started_at timestamptz not null,
  finished_at timestamptz,
  accounts bigint,
  unproved bigint
);

-- Whom we told of points that lapse, once for each day on which some do.
create table points_reminder (
  -- no foreign key: its check would lock the rows of many people at once, in no order
  person_id uuid not null,
  expires_at timestamptz not null,
  at timestamptz not null,
  primary key (person_id, expires_at)
);
create index points_reminder_old on points_reminder (expires_at);
