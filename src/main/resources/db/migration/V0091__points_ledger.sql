-- One account for whom points came to first (origin_id, never changes); whose it is now (person_id) moves with merges. A
-- person's balance is the sum of their accounts. An origin is no foreign key anywhere here: its check would lock the row
-- of somebody who was merged, which others lock on their way to the survivor.
create table points_account (
  origin_id uuid primary key,
  person_id uuid not null references person (id),
  -- = sum of its entries = sum of what is left in its lots - debt, at every commit
  balance bigint not null,
  -- set aside by open holds, in its lots
  held bigint not null check (held >= 0),
  debt bigint not null check (debt >= 0),
  debt_since timestamptz,
  -- number and time of the last entry; the time of each is later than that of the one before
  entries bigint not null,
  last_at timestamptz not null,
  check (held <= balance + debt),
  check ((debt = 0) = (debt_since is null))
) with (fillfactor = 50);
create index points_account_person on points_account (person_id);
create index points_account_debt on points_account (origin_id) include (debt) where debt > 0;

-- Something that moved points, once for its business key. Never changed.
create table points_posting (
  id uuid primary key,
  reason text not null,
  source text not null,
  -- the living person and the origin at that moment
  person_id uuid not null,
  origin_id uuid not null,
  actor text not null,
  store_id uuid,
  staff_id uuid,
  -- of all entries together
  amount bigint not null,
  at timestamptz not null,
  text text not null,
  explanation text,
  -- the spending that is refunded or the earning that is taken back, and how much of it, also where less was moved
  reverses_id uuid references points_posting (id),
  reversed bigint check (reversed > 0),
  -- what had lapsed unused of an earning that is taken back; what of a spending came from somebody erased since
  forgiven bigint not null default 0 check (forgiven >= 0),
  unique (reason, source),
  check ((reverses_id is null) = (reversed is null))
);
create index points_posting_reverses on points_posting (reverses_id) where reverses_id is not null;

-- What a posting did to an account. Never changed.
create table points_entry (
  origin_id uuid not null references points_account (origin_id),
  number bigint not null,
  posting_id uuid not null references points_posting (id),
  amount bigint not null,
  balance_after bigint not null,
  debt_after bigint not null,
  at timestamptz not null,
  primary key (origin_id, number)
);
create unique index points_entry_at on points_entry (origin_id, at);
create index points_entry_posting on points_entry (posting_id);

create table points_lot (
  id uuid primary key,
  origin_id uuid not null references points_account (origin_id),
  -- the posting that earned it; a refund of what has lapsed makes a second lot of the same earning
  earning_id uuid not null references points_posting (id),
  amount bigint not null check (amount > 0),
  remaining bigint not null,
  held bigint not null,
  got_at timestamptz not null,
  -- usable before this instant, the start of a day in Asia/Shanghai; null: for ever
  expires_at timestamptz,
  check (held >= 0 and held <= remaining and remaining <= amount)
) with (fillfactor = 80);
create index points_lot_open on points_lot (origin_id, expires_at, id) where remaining > 0;
-- in this order, and from it alone, what is owed to members is added up
create index points_lot_lapses on points_lot (expires_at, origin_id, id) include (remaining, held) where remaining > 0;
create index points_lot_earning on points_lot (earning_id);

-- Why a lot holds what it holds: remaining = sum of its moves. Never changed.
create table points_lot_move (
  posting_id uuid not null references points_posting (id),
  -- in the order in which lots were taken from
  number integer not null,
  lot_id uuid not null references points_lot (id),
  kind text not null check (kind in ('GRANT', 'SPEND', 'GIVE_BACK', 'EXPIRE', 'CLAW_BACK', 'REPAY')),
  amount bigint not null check ((amount > 0) = (kind in ('GRANT', 'GIVE_BACK')) and amount <> 0),
  primary key (posting_id, number)
);
create index points_lot_move_lot on points_lot_move (lot_id);

create function points_are_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger of points is append-only';
end $$;
create trigger points_posting_stays before update or delete or truncate on points_posting
  for each statement execute function points_are_append_only();
create trigger points_entry_stays before update or delete or truncate on points_entry
  for each statement execute function points_are_append_only();
create trigger points_lot_move_stays before update or delete or truncate on points_lot_move
  for each statement execute function points_are_append_only();

-- Promised, and not in any balance yet.
create table points_pending (
  id uuid primary key,
  reason text not null,
  source text not null,
  origin_id uuid not null,
  person_id uuid not null references person (id),
  promised bigint not null check (promised > 0),
  -- what is left of it after voids in part
  points bigint not null check (points >= 0 and points <= promised),
  expiry text not null,
  actor text not null,
  store_id uuid,
  staff_id uuid,
  text text not null,
  explanation text,
  state text not null check (state in ('PENDING', 'ACTIVE', 'VOID')),
  at timestamptz not null,
  ended_at timestamptz,
  posting_id uuid references points_posting (id),
  unique (reason, source),
  check ((state = 'PENDING') = (ended_at is null)),
  check ((state = 'ACTIVE') = (posting_id is not null))
);
-- of all states: a merge moves them all
create index points_pending_person on points_pending (person_id);
create index points_pending_open on points_pending (id) include (points) where state = 'PENDING';
create index points_pending_origin on points_pending (origin_id);

-- Points set aside for something that is about to be paid with them.
create table points_hold (
  id uuid primary key,
  reason text not null,
  source text not null,
  origin_id uuid not null,
  person_id uuid not null references person (id),
  points bigint not null check (points > 0),
  captured bigint check (captured > 0 and captured <= points),
  state text not null check (state in ('OPEN', 'CAPTURED', 'VOIDED', 'LAPSED')),
  actor text not null,
  store_id uuid,
  staff_id uuid,
  text text not null,
  at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  posting_id uuid references points_posting (id),
  unique (reason, source),
  check ((state = 'OPEN') = (ended_at is null)),
  check ((state = 'CAPTURED') = (captured is not null and posting_id is not null))
);
create index points_hold_open on points_hold (expires_at) where state = 'OPEN';
create index points_hold_person on points_hold (person_id);
create index points_hold_origin on points_hold (origin_id);

-- From which lots, in the order in which they are taken.
create table points_hold_lot (
  hold_id uuid not null references points_hold (id),
  number integer not null,
  lot_id uuid not null references points_lot (id),
  amount bigint not null check (amount > 0),
  primary key (hold_id, number)
);
create index points_hold_lot_lot on points_hold_lot (lot_id);
