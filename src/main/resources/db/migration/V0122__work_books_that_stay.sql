-- What is said never to change is refused by the database, as it is for the postings, entries and moves of points.
create function books_are_append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;

-- Of a lot changes what is left in it, and what of that is held.
create trigger points_lot_stays before delete or truncate on points_lot
  for each statement execute function books_are_append_only();
create trigger points_lot_keeps before update of id, origin_id, earning_id, amount, got_at, expires_at on points_lot
  for each statement execute function books_are_append_only();

-- What staff wrote of somebody goes with them.
create trigger coupon_entry_stays before delete or truncate on coupon_entry
  for each statement execute function books_are_append_only();
create trigger coupon_entry_keeps
  before update of coupon_id, number, from_state, to_state, cause, at, actor, store_id on coupon_entry
  for each statement execute function books_are_append_only();

create trigger coupon_template_version_stays before update or delete or truncate on coupon_template_version
  for each statement execute function books_are_append_only();

-- A draft may still change.
create trigger earn_rule_version_stays before truncate on earn_rule_version
  for each statement execute function books_are_append_only();
create trigger earn_rule_version_keeps before update or delete on earn_rule_version
  for each row when (old.state = 'PUBLISHED') execute function books_are_append_only();

-- Whose it is moves with merges. Who takes their profile back takes what leads to their birthday: how far it was, the
-- words of what it brought, and the day of what was given for it.
create trigger earn_occasion_stays before delete or truncate on earn_occasion
  for each statement execute function books_are_append_only();
create trigger earn_occasion_keeps
  before update of id, origin_id, kind, source, store_id, staff_id, level, lines, earlier, points, pending, rule_version,
    actor on earn_occasion
  for each statement execute function books_are_append_only();
create trigger earn_occasion_forgets
  before update of at, day, noted_at, birthday_days, explanation on earn_occasion
  for each row when (
    old.kind <> 'BIRTHDAY' and (old.at, old.day, old.noted_at) is distinct from (new.at, new.day, new.noted_at)
    or new.birthday_days is not null and new.birthday_days is distinct from old.birthday_days
    or new.explanation is distinct from old.explanation
      and cast(new.explanation as jsonb)
        is distinct from jsonb_set(cast(old.explanation as jsonb), '{lines}', cast('[]' as jsonb)))
  execute function books_are_append_only();

create trigger earn_refund_stays before update or delete or truncate on earn_refund
  for each statement execute function books_are_append_only();
