-- The proof of the ledger of points, said once: for the service, and for whoever closes the books by hand with
--
--   select * from points_unproved();
--
-- which answers no row where every account and every posting is right. The functions are plain selects, which PostgreSQL
-- puts into the statement that calls them as it does with views: a range of few is read by indexes, as if the text stood
-- there. Each row looks for its own by an index: "offset 0" keeps the planner from reading a whole table for every range,
-- which it takes for cheap as long as the table is not large.

-- Who somebody is by now; null for nobody, or where the way leads in a ring.
create function points_owner(origin uuid) returns uuid
language sql stable as $$
  with recursive up as (
    select p.id, p.merged_into from person p where p.id = origin
    union
    select p.id, p.merged_into from up join person p on p.id = up.merged_into)
  select up.id from up where up.merged_into is null
$$;

-- An origin a row, in the order of origins from the first after after_origin on, most_accounts of them (null: all): the
-- account with its entries, lots, moves, holds and promises. What stands under an origin without an account is there as
-- well. No flaws: ''. What tills captured before receipts were those of a store is posted under a source without it.
-- Of an account, an open hold and an open promise the person is who the origin has become by all merges that stand (most
-- have become nobody else: these are looked at by themselves), and nothing is left, held or promised of who is erased.
create function points_account_proof(
  after_origin uuid default '00000000-0000-0000-0000-000000000000', most_accounts bigint default null)
returns table (
  origin_id uuid, flaws text, balance bigint, entries bigint, lots bigint, debt bigint, held bigint, set_aside bigint,
  entry_count bigint, is_account boolean)
language sql stable as $$
  with account as materialized (
    select a.*, p.erased_at is not null as gone,
      a.person_id is distinct from case when o.merged_into is null then o.id else points_owner(o.id) end as stray
    from (select * from points_account where origin_id > after_origin order by origin_id limit most_accounts) a
      join person p on p.id = a.person_id left join person o on o.id = a.origin_id),
  bound as materialized (
    select case when most_accounts is null or count(*) < most_accounts
        then cast('ffffffff-ffff-ffff-ffff-ffffffffffff' as uuid)
        else (select origin_id from account order by origin_id desc limit 1) end as last
    from account),
  own as materialized (
    select e.*, sum(e.amount) over one as running, lag(e.at) over one as before,
      e.debt_after - coalesce(lag(e.debt_after) over one, 0) as owed
    from account cross join lateral (
      select * from points_entry where origin_id = account.origin_id offset 0) e
    window one as (partition by e.origin_id order by e.number)),
  moved as materialized (
    select l.origin_id, l.id, l.earning_id, l.amount as granted, l.remaining, l.held, l.expires_at,
      m.posting_id, m.kind, m.amount, m.lives_until
    from account cross join lateral (
        select * from points_lot where origin_id = account.origin_id offset 0) l
      left join lateral (
        select * from points_lot_move where lot_id = l.id offset 0) m on true),
  touched as (
    select origin_id, posting_id, sum(amount) as amount from moved where posting_id is not null
    group by origin_id, posting_id),
  entry as (
    select coalesce(own.origin_id, touched.origin_id) as origin_id, sum(own.amount) as amount,
      count(own.number) as count, max(own.number) as last, max(own.at) as at,
      bool_or(own.balance_after <> own.running or own.at <= own.before) as broken,
      bool_or(own.number is null or own.amount <> coalesce(touched.amount, 0) - own.owed) as unmoved,
      (array_agg(own.debt_after order by own.number desc) filter (where own.number is not null))[1] as debt
    from own full join touched
      on touched.origin_id = own.origin_id and touched.posting_id = own.posting_id
    group by 1),
  kept as (
    select origin_id, id, remaining, held, remaining <> coalesce(sum(amount), 0) as unmoved,
      count(lives_until) <> 1 or count(*) filter (
        where amount = granted and lives_until = coalesce(expires_at, 'infinity')
          and (kind = 'GIVE_BACK' or kind = 'GRANT' and posting_id = earning_id)) <> 1 as changed
    from moved group by origin_id, id, earning_id, granted, remaining, held, expires_at),
  lot as (
    select kept.origin_id, sum(kept.remaining) as remaining, sum(kept.held) as held,
      bool_or(kept.unmoved or kept.held <> coalesce(aside.amount, 0)) as broken,
      bool_or(kept.changed) as changed, sum(coalesce(aside.amount, 0)) as aside
    from kept left join lateral (
      select sum(s.amount) as amount from points_hold_lot s
      where s.lot_id = kept.id
        and (select h.state from points_hold h where h.id = s.hold_id) = 'OPEN') aside on true
    group by kept.origin_id),
  hold as (
    select distinct h.origin_id from points_hold h
    where h.origin_id > after_origin and h.origin_id <= (select last from bound)
      and (h.points <> (
          select coalesce(sum(s.amount), 0) from points_hold_lot s where s.hold_id = h.id)
        or h.state = 'OPEN' and (h.person_id is distinct from points_owner(h.origin_id)
          or exists (select from person p where p.id = h.person_id and p.erased_at is not null))
        or h.state = 'CAPTURED' and h.captured is distinct from (
          select -p.amount from points_posting p
          where p.id = h.posting_id and p.reason = h.reason
            and (p.source = h.source or h.reason = 'POS'
              and h.source = left(p.source, 36) || ':' || h.store_id || substr(p.source, 37))))),
  promise as (
    select distinct q.origin_id from points_pending q
    where q.origin_id > after_origin and q.origin_id <= (select last from bound)
      and (q.state = 'ACTIVE' and q.points is distinct from (
          select p.amount from points_posting p
          where p.id = q.posting_id and p.reason = q.reason and p.source = q.source)
        or q.state = 'PENDING' and (q.person_id is distinct from points_owner(q.origin_id)
          or exists (select from person p where p.id = q.person_id and p.erased_at is not null))))
  select coalesce(a.origin_id, hold.origin_id, promise.origin_id),
    concat_ws(' ',
      case when a.stray then 'owner' end,
      case when a.gone and (lot.remaining > 0 or a.held > 0) then 'erased' end,
      case when a.balance <> coalesce(entry.amount, 0) then 'balance-entries' end,
      case when a.balance <> coalesce(lot.remaining, 0) - a.debt then 'balance-lots' end,
      case when a.held <> coalesce(lot.held, 0) or a.held <> coalesce(lot.aside, 0) then 'held' end,
      case when a.entries <> coalesce(entry.count, 0) or a.entries <> coalesce(entry.last, 0)
        or a.last_at <> entry.at then 'numbers' end,
      case when a.debt <> coalesce(entry.debt, 0) then 'debt' end,
      case when entry.broken then 'entries' end,
      case when entry.unmoved then 'moves' end,
      case when lot.broken then 'lots' end,
      case when lot.changed then 'grants' end,
      case when hold.origin_id is not null then 'holds' end,
      case when promise.origin_id is not null then 'promises' end),
    coalesce(a.balance, 0), cast(coalesce(entry.amount, 0) as bigint), cast(coalesce(lot.remaining, 0) as bigint),
    coalesce(a.debt, 0), coalesce(a.held, 0), cast(coalesce(lot.aside, 0) as bigint), coalesce(entry.count, 0),
    a.origin_id is not null
  from account a left join entry on entry.origin_id = a.origin_id left join lot on lot.origin_id = a.origin_id
    full join hold on hold.origin_id = a.origin_id
    full join promise on promise.origin_id = coalesce(a.origin_id, hold.origin_id)
$$;

-- A posting a row, in the same manner: with its entries, and with what it takes back.
create function points_posting_proof(
  after_posting uuid default '00000000-0000-0000-0000-000000000000', most_postings bigint default null)
returns table (posting_id uuid, origin_id uuid, flaws text, amount bigint, entries bigint)
language sql stable as $$
  with posting as materialized (
    select id, origin_id, amount, at, reverses_id, reversed, forgiven from points_posting
    where id > after_posting order by id limit most_postings)
  select posting.id, posting.origin_id, concat_ws(' ',
      case when posting.amount <> coalesce(entry.amount, 0) or entry.late
        or entry.count = 0 and posting.reversed is distinct from posting.forgiven
        then 'posting-entries' end,
      case when posting.reverses_id is null and posting.forgiven > 0 then 'reversals'
        when posting.reverses_id is not null and (
          posting.reversed - posting.forgiven <> abs(posting.amount)
          or (select sum(r.reversed) from points_posting r where r.reverses_id = posting.reverses_id)
            > (select abs(o.amount) from points_posting o where o.id = posting.reverses_id))
        then 'reversals' end),
    posting.amount, cast(coalesce(entry.amount, 0) as bigint)
  from posting cross join lateral (
    select sum(e.amount) as amount, count(*) as count, bool_or(e.at <> posting.at) as late
    from points_entry e where e.posting_id = posting.id) entry
$$;

-- Whatever cannot be proved of the whole ledger, as it is in one snapshot: no row where all is right.
create function points_unproved()
returns table (
  origin_id uuid, posting_id uuid, flaws text, balance bigint, entries bigint, lots bigint, debt bigint, held bigint,
  set_aside bigint)
language sql stable as $$
  select a.origin_id, cast(null as uuid), a.flaws, a.balance, a.entries, a.lots, a.debt, a.held, a.set_aside
  from points_account_proof() a where a.flaws <> ''
  union all
  select p.origin_id, p.posting_id, p.flaws, p.amount, p.entries, null, null, null, null
  from points_posting_proof() p where p.flaws <> ''
$$;
