-- All lots of an account, the used ones too: the proof and the balance of a past day ask for them.
create index points_lot_origin on points_lot (origin_id);

-- How long a lot was to live when it was made, 'infinity' for ever: written down once, beside its first points, where
-- nothing is ever changed. Of lots that are there already it is what they say now.
alter table points_lot_move add column lives_until timestamptz;
alter table points_lot_move disable trigger user;
update points_lot_move m set lives_until = coalesce(l.expires_at, 'infinity')
from points_lot l where l.id = m.lot_id and m.kind = 'GRANT';
update points_lot_move m set lives_until = coalesce(l.expires_at, 'infinity')
from points_lot l, points_posting p
where l.id = m.lot_id and p.id = m.posting_id and m.kind = 'GIVE_BACK' and p.at = l.got_at
  and not exists (select from points_lot_move f where f.lot_id = l.id and f.kind = 'GRANT');
alter table points_lot_move enable trigger user;
alter table points_lot_move add check (case kind when 'GRANT' then lives_until is not null
  when 'GIVE_BACK' then true else lives_until is null end);

-- What one member of head office adjusted on a day without anybody else, over all people.
create index points_adjustment_asker on points_adjustment (asked_by, asked_at) include (points)
  where state = 'POSTED' and not four_eyes;
