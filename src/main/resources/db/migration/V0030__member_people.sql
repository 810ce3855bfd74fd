create table person (
  id uuid primary key,
  number text not null unique,
  known_since timestamptz not null
);

create table wechat_identity (
  appid text not null,
  openid text not null,
  person_id uuid not null references person (id),
  unionid text,
  following boolean not null,
  following_since timestamptz,
  known_since timestamptz not null,
  primary key (appid, openid)
);
create index wechat_identity_person on wechat_identity (person_id);
create index wechat_identity_unionid on wechat_identity (unionid) where unionid is not null;
