create table outbox_event (
  id uuid primary key,
  type text not null,
  subject uuid not null,
  payload text not null,
  trace_id text,
  occurred_at timestamptz not null
);
create index outbox_event_occurred on outbox_event (occurred_at);

create table outbox_delivery (
  id uuid primary key,
  event_id uuid not null references outbox_event (id) on delete cascade,
  listener text not null,
  state text not null check (state in ('PENDING', 'DONE', 'DEAD')),
  attempts integer not null,
  due_at timestamptz not null,
  lease uuid,
  last_error text,
  done_at timestamptz,
  unique (event_id, listener)
);
create index outbox_delivery_due on outbox_delivery (due_at) where state = 'PENDING';
create index outbox_delivery_open on outbox_delivery (state) where state <> 'DONE';

create table idempotency_key (
  caller text not null,
  key text not null,
  request_hash text not null,
  status integer,
  answer text,
  created_at timestamptz not null,
  primary key (caller, key)
);
create index idempotency_key_created on idempotency_key (created_at);

create table audit_entry (
  id uuid primary key,
  at timestamptz not null,
  actor text not null,
  actor_name text not null,
  action text not null,
  subject text not null,
  detail text not null,
  trace_id text
);
create index audit_entry_at on audit_entry (at desc, id desc);
create index audit_entry_subject on audit_entry (subject, at desc, id desc);

create table rate_window (
  rule text not null,
  subject text not null,
  number bigint not null,
  tries integer not null,
  ends_at timestamptz not null,
  primary key (rule, subject, number)
);
create index rate_window_ends on rate_window (ends_at);
