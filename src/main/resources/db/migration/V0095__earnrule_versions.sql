-- The rules by which points are earned, version by version. A draft changes until it is published, and never after that.
create table earn_rule_version (
  version integer primary key,
  state text not null check (state in ('DRAFT', 'PUBLISHED')),
  -- counts the changes of the draft
  revision integer not null,
  document text not null,
  note text not null,
  changed_by text not null,
  changed_at timestamptz not null,
  valid_from timestamptz,
  published_by text,
  published_at timestamptz,
  check ((state = 'PUBLISHED') = (valid_from is not null and published_by is not null and published_at is not null))
);
create index earn_rule_version_valid on earn_rule_version (valid_from desc, version desc) where state = 'PUBLISHED';

insert into earn_rule_version values (1, 'PUBLISHED', 1, '{"rules": [
  {"id": "purchase", "kind": "PURCHASE", "name": "消费积分", "points": 1, "perFen": 100, "pending": true,
    "expiry": {"kind": "END_OF_YEAR", "count": 1}},
  {"id": "welcome", "kind": "BINDING", "name": "入会礼", "points": 100, "pending": false,
    "expiry": {"kind": "END_OF_YEAR", "count": 1}},
  {"id": "birthday", "kind": "BIRTHDAY", "name": "生日礼", "points": 100, "pending": false,
    "expiry": {"kind": "END_OF_YEAR", "count": 1}},
  {"id": "review", "kind": "REVIEW", "name": "评价奖励", "points": 10, "pending": false,
    "expiry": {"kind": "END_OF_YEAR", "count": 1}},
  {"id": "check-in", "kind": "CHECK_IN", "name": "每日签到", "points": 1, "pending": false,
    "expiry": {"kind": "END_OF_YEAR", "count": 1}}],
  "multipliers": [],
  "caps": [{"kind": "REVIEW", "perDay": 50}]}',
  '初始规则', 'system', '2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z', 'system', '2020-01-01T00:00:00Z');
