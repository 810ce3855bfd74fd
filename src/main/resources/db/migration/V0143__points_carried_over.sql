-- Since when no claimed card was found whose points were missing in the ledger; one row at most.
create table points_carried_over (
  single boolean primary key default true check (single),
  since timestamptz not null
);
-- Cards that lists brought or changed since then.
create index offline_card_imported on offline_card (imported_at);
