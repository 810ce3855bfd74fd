-- The keys that sign card codes. The private half is sealed by the vault with the key's id as its owner.
create table card_key (
  id uuid primary key,
  -- how codes and tills name the key
  number integer not null unique check (number between 1 and 65535),
  -- the 32 bytes of RFC 8032
  public_key bytea not null check (length(public_key) = 32),
  -- null once the key has long ceased to sign: then nobody can sign with it any more
  sealed bytea,
  made_at timestamptz not null,
  signs_from timestamptz not null
);

-- Codes that were used for value. They name nobody.
create table card_code_use (
  key_number integer not null,
  nonce bigint not null,
  client text not null,
  reference text not null,
  used_at timestamptz not null,
  primary key (key_number, nonce)
);
create index card_code_use_at on card_code_use (used_at);
