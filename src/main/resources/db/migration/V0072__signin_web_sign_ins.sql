-- Browsers that were sent to WeChat and are not back yet.
create table web_sign_in (
  -- SHA-256 of the state, in hex
  state_hash text primary key,
  -- base64url of the SHA-256 of what only that browser knows
  challenge text not null,
  page text not null,
  expires_at timestamptz not null
);
create index web_sign_in_expires on web_sign_in (expires_at);
