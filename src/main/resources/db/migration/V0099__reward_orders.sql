-- An exchange of points. What it was for, and for how many points, stays as it was then.
create table reward_order (
  id uuid primary key,
  reward_id uuid not null references reward (id),
  origin_id uuid not null references person (id),
  person_id uuid not null references person (id),
  -- the business key: the request of somebody
  request_key text not null,
  kind text not null check (kind in ('GOODS', 'COUPON')),
  name text not null,
  points bigint not null check (points > 0),
  state text not null check (state in ('WAITING', 'DONE', 'CANCELLED', 'LAPSED')),
  at timestamptz not null,
  coupon_id uuid,
  -- of goods that wait: a keyed hash finds them by the code, whose which try it was makes it again
  code_try integer,
  code_hash text,
  collect_until timestamptz,
  -- why it ended otherwise than by being done, in words
  reason text,
  ended_at timestamptz,
  ended_by text,
  -- where goods were handed over, and by whom
  store_id uuid,
  staff_id uuid,
  unique (origin_id, request_key),
  check ((state = 'WAITING') = (ended_at is null)),
  check (state <> 'WAITING' or kind = 'GOODS'),
  check (kind <> 'GOODS' or (code_try is not null and code_hash is not null and collect_until is not null))
);
create index reward_order_person on reward_order (person_id, at desc, id desc);
create index reward_order_person_reward on reward_order (person_id, reward_id);
create index reward_order_origin on reward_order (origin_id);
create index reward_order_reward on reward_order (reward_id, at desc, id desc);
create unique index reward_order_code on reward_order (code_hash) where state = 'WAITING';
create index reward_order_lapses on reward_order (collect_until) where state = 'WAITING';
create index reward_order_handed on reward_order (store_id, ended_at desc, id desc) where store_id is not null;
