-- Whose number it is; one living person has it. Found by its keyed hash, sealed under its origin's key.
create table member_phone (
  hash text primary key,
  person_id uuid not null references person (id),
  origin_id uuid not null references person (id),
  sealed bytea not null,
  -- null for a number that a list told and nobody has shown yet
  verified_at timestamptz,
  main boolean not null,
  -- the merge that made it one of several; undoing that makes it the main one again
  demoted_by uuid,
  since timestamptz not null
);
create unique index member_phone_main on member_phone (person_id) where main;
create index member_phone_person on member_phone (person_id);
create index member_phone_origin on member_phone (origin_id);

-- What WeChat told for a phone code, because each answer costs money. Kept for a day.
create table phone_proof (
  code_hash text primary key,
  origin_id uuid not null references person (id),
  sealed bytea not null,
  proved_at timestamptz not null
);
create index phone_proof_origin on phone_proof (origin_id);
create index phone_proof_at on phone_proof (proved_at);

-- Who asks WeChat at this moment: one request at a time for each person.
create table phone_turn (
  origin_id uuid primary key,
  lease uuid not null,
  ends_at timestamptz not null
);

-- Somebody showed a number that another person has. Stores are named as they were when the claim was opened.
create table phone_claim (
  id uuid primary key,
  number text not null unique,
  hash text not null,
  claimant_id uuid not null references person (id),
  claimant_origin uuid not null references person (id),
  claimant_store uuid,
  sealed bytea not null,
  -- null once the holder was erased
  holder_id uuid references person (id),
  holder_origin uuid references person (id),
  holder_store uuid,
  state text not null check (state in ('OPEN', 'MERGED', 'MOVED', 'REFUSED', 'SETTLED')),
  opened_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  reason text,
  check ((state = 'OPEN') = (decided_at is null))
);
create unique index phone_claim_open on phone_claim (claimant_origin, hash) where state = 'OPEN';
create index phone_claim_claimant on phone_claim (claimant_id);
create index phone_claim_claimant_origin on phone_claim (claimant_origin);
create index phone_claim_holder on phone_claim (holder_id);
create index phone_claim_at on phone_claim (opened_at desc, id desc);
