create table region (
  id uuid primary key,
  code text not null unique,
  name text not null,
  parent_id uuid references region (id),
  version integer not null,
  check (parent_id <> id)
);
create index region_parent on region (parent_id);

create table store (
  id uuid primary key,
  code text not null unique,
  name text not null,
  region_id uuid not null references region (id),
  address text not null,
  latitude double precision not null check (latitude between -90 and 90),
  longitude double precision not null check (longitude between -180 and 180),
  phone text,
  -- OpeningHours as JSON: always read and written whole
  hours text not null,
  state text not null check (state in ('OPEN', 'CLOSED')),
  version integer not null
);
create index store_region on store (region_id);
-- The nearest stores are looked for in boxes that grow.
create index store_place on store (latitude, longitude) where state = 'OPEN';
