-- Sign-ins of staff and shoppers. For staff, origin and subject are the staff id; for a shopper, the person it came to
-- first and the living person after merges.
create table session (
  id uuid primary key,
  audience text not null check (audience in ('STAFF', 'SHOPPER')),
  origin_id uuid not null,
  subject_id uuid not null,
  -- a single role it is good for
  scope text,
  started_at timestamptz not null,
  used_at timestamptz not null,
  ended_at timestamptz,
  ended_because text check (ended_because in ('SIGNED_OUT', 'TOKEN_REUSED', 'PASSWORD_CHANGED', 'LEFT', 'LAPSED')),
  check ((ended_at is null) = (ended_because is null)),
  check (audience <> 'STAFF' or origin_id = subject_id)
);

-- Every refresh token a session ever had: a spent one that comes back betrays a copy.
create table refresh_token (
  -- SHA-256 of the token, in hex
  hash text primary key,
  session_id uuid not null,
  spent_at timestamptz
);

insert into session (id, audience, origin_id, subject_id, started_at, used_at, ended_at, ended_because)
select id, 'STAFF', staff_id, staff_id, started_at, used_at, ended_at, ended_because from staff_session;
insert into refresh_token (hash, session_id, spent_at) select hash, session_id, spent_at from staff_refresh_token;

drop table staff_refresh_token;
drop table staff_session;

alter table refresh_token add foreign key (session_id) references session (id) on delete cascade;
create index session_subject on session (subject_id);
create index session_origin on session (origin_id);
create index session_used on session (audience, used_at);
create index session_over on session (ended_at) where ended_at is not null;
create index refresh_token_session on refresh_token (session_id);
