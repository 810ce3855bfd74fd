-- A till system or back office that calls us.
create table pos_client (
  id uuid primary key,
  name text not null,
  -- separated by commas; what this version does not know is no right
  rights text not null,
  all_stores boolean not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  removed_at timestamptz,
  version integer not null
);
create unique index pos_client_name on pos_client (lower(name)) where removed_at is null;

create table pos_client_store (
  client_id uuid not null references pos_client (id),
  store_id uuid not null references store (id),
  primary key (client_id, store_id)
);

create table pos_secret (
  key_id text primary key,
  client_id uuid not null references pos_client (id),
  -- sealed under the client's own key; gone once it was ended
  secret bytea,
  made_at timestamptz not null,
  -- to about ten minutes
  used_at timestamptz,
  ended_at timestamptz,
  check ((secret is null) = (ended_at is not null))
);
create index pos_secret_live on pos_secret (client_id) where ended_at is null;

-- Every request that was let in, for as long as its time would pass: it comes no second time.
create table pos_nonce (
  key_id text not null,
  nonce text not null,
  kept_until timestamptz not null,
  primary key (key_id, nonce)
);
create index pos_nonce_kept on pos_nonce (kept_until);
