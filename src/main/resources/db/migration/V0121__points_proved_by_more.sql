-- All lots of an account, the used ones too: the proof and the balance of a past day ask for them.
create index points_lot_origin on points_lot (origin_id);
