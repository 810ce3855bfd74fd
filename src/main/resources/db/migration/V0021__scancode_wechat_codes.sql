-- Permanent codes of the service account: WeChat never takes one back, so a slot changes hands instead.
create table qr_slot (
  scene_key bigint primary key,
  -- null until WeChat made it
  ticket text,
  url text,
  -- whose it is, or was when freed_at is set
  code_id uuid not null references scan_code (id),
  freed_at timestamptz,
  check ((ticket is null) = (url is null))
);
create index qr_slot_freed on qr_slot (freed_at) where freed_at is not null;
create unique index qr_slot_taken on qr_slot (code_id) where freed_at is null;

-- One row: how many slots there are. Issuing waits for it, so the limit holds however many issue at once.
create table qr_pool (
  id integer primary key check (id = 1),
  made integer not null check (made >= 0)
);
insert into qr_pool (id, made) values (1, 0);

-- What a code has at WeChat's service account; id is the code's.
create table scan_code_qr (
  id uuid primary key references scan_code (id),
  permanent boolean not null,
  -- of the slot for a permanent code, else the code's own
  scene_key bigint not null,
  ticket text,
  url text,
  expires_at timestamptz,
  -- when a temporary code is to be made anew; null where nothing is to come
  renew_at timestamptz,
  state text not null check (state in ('PENDING', 'DONE', 'DEAD')),
  attempts integer not null,
  due_at timestamptz not null,
  lease uuid,
  last_error text,
  done_at timestamptz
);
create index scan_code_qr_due on scan_code_qr (due_at) where state = 'PENDING';
create index scan_code_qr_open on scan_code_qr (state) where state <> 'DONE';
create index scan_code_qr_renew on scan_code_qr (renew_at) where renew_at is not null;
