-- What somebody had who was erased since, so that leaving and coming back gives nothing a second time. The subject says of
-- what; a mark is a keyed hash of an account or a number, made for this alone. Without an end a row goes with its subject.
create table self_before (
  subject text not null,
  mark text not null,
  number bigint not null check (number >= 0),
  until timestamptz,
  primary key (subject, mark)
);
create index self_before_until on self_before (until) where until is not null;

-- Coupons had marks of their own, made in the same way. Their table stays for replicas of the version before this one, which
-- ask it with each claim; a later version drops it.
insert into self_before (subject, mark, number)
  select 'coupon:' || template_id, mark, coupons from claim_before;
