create table staff (
  id uuid primary key,
  number text not null,
  name text not null,
  hq boolean not null,
  -- null until head office issues a first password
  password_hash text,
  must_change_password boolean not null,
  hired_at timestamptz not null,
  left_at timestamptz,
  version integer not null
);
-- The number is the name people sign in with, in whatever case they type it.
create unique index staff_number on staff (lower(number));
create index staff_hq on staff (id) where hq;

create table assignment (
  id uuid primary key,
  staff_id uuid not null references staff (id),
  store_id uuid not null references store (id),
  role text not null check (role in ('PROMOTER', 'STORE_MANAGER')),
  starts_at timestamptz not null,
  -- exclusive; an assignment that was taken back before it began ends as it starts
  ends_at timestamptz check (ends_at >= starts_at)
);
create index assignment_staff on assignment (staff_id, starts_at);
create index assignment_store on assignment (store_id, starts_at);
create unique index assignment_open on assignment (staff_id, store_id, role) where ends_at is null;

create table staff_session (
  id uuid primary key,
  staff_id uuid not null references staff (id),
  started_at timestamptz not null,
  used_at timestamptz not null,
  ended_at timestamptz,
  ended_because text check (ended_because in ('SIGNED_OUT', 'TOKEN_REUSED', 'PASSWORD_CHANGED', 'LEFT', 'LAPSED')),
  check ((ended_at is null) = (ended_because is null))
);
create index staff_session_alive on staff_session (staff_id) where ended_at is null;
create index staff_session_used on staff_session (used_at);
create index staff_session_over on staff_session (ended_at) where ended_at is not null;

-- Every refresh token a session ever had: a spent one that comes back betrays a copy.
create table staff_refresh_token (
  -- SHA-256 of the token, in hex
  hash text primary key,
  session_id uuid not null references staff_session (id) on delete cascade,
  spent_at timestamptz
);
create index staff_refresh_token_session on staff_refresh_token (session_id);

create table staff_wechat (
  appid text not null,
  openid text not null,
  staff_id uuid not null references staff (id),
  linked_at timestamptz not null,
  primary key (appid, openid),
  unique (staff_id, appid)
);
