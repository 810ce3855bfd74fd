create table wechat_inbox (
  id uuid primary key,
  appid text not null,
  business_key text not null,
  openid text not null,
  kind text not null,
  scene text,
  text text,
  payload text not null,
  happened_at timestamptz not null,
  received_at timestamptz not null,
  state text not null check (state in ('PENDING', 'DONE', 'DEAD')),
  attempts integer not null,
  due_at timestamptz not null,
  lease uuid,
  last_error text,
  done_at timestamptz,
  unique (appid, business_key)
);
create index wechat_inbox_due on wechat_inbox (due_at) where state = 'PENDING';
create index wechat_inbox_open on wechat_inbox (state) where state <> 'DONE';
create index wechat_inbox_received on wechat_inbox (received_at);
