-- A till finds what became of a hold by the reference it gave, also when it was void or has lapsed.
create index points_hold_reference on points_hold (reason, source, at desc, id desc);
