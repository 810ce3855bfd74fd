-- What happened to people that rules looked at, and what it earned them, 0 points included.
create table earn_occasion (
  id uuid primary key,
  -- no foreign key: its check would lock the row of somebody who was merged
  origin_id uuid not null,
  person_id uuid not null references person (id),
  -- with the source the business key: also of the posting in the ledger, whose reason it is
  kind text not null check (kind in ('PURCHASE', 'BINDING', 'BIRTHDAY', 'REVIEW', 'CHECK_IN')),
  source text not null,
  -- when it happened, and on which day in Asia/Shanghai: the day of its caps
  at timestamptz not null,
  day date not null,
  store_id uuid,
  staff_id uuid,
  -- what rules looked at: the level's code, days after the nearest birthday, JSON of the lines that were paid
  level text,
  birthday_days integer,
  lines text not null,
  -- JSON: what the person had earned on that day before, by kind
  earlier text not null,
  points bigint not null check (points >= 0),
  pending boolean not null,
  rule_version integer not null,
  -- JSON: which rules and multipliers counted, and how, in words
  explanation text not null,
  actor text not null,
  noted_at timestamptz not null,
  unique (kind, source)
);
create index earn_occasion_person on earn_occasion (person_id, at desc, id desc);
create index earn_occasion_person_day on earn_occasion (person_id, day);
create index earn_occasion_origin on earn_occasion (origin_id);
create index earn_occasion_day on earn_occasion (day, id);

-- What of a purchase was returned, and the points that went with it.
create table earn_refund (
  occasion_id uuid not null references earn_occasion (id),
  source text not null,
  lines text not null,
  points bigint not null check (points >= 0),
  actor text not null,
  at timestamptz not null,
  primary key (occasion_id, source)
);
