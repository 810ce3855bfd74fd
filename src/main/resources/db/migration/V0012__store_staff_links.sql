create table staff_link (
  scene_hash text primary key,
  staff_id uuid not null references staff (id),
  expires_at timestamptz not null
);
