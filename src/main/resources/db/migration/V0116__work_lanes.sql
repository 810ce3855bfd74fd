-- What sets off work of minutes is taken in places of its own. The default is for replicas of the version before.
alter table outbox_delivery
  add column lane text not null default 'PROMPT' check (lane in ('PROMPT', 'LASTING'));
create index outbox_delivery_lasting on outbox_delivery (due_at) where state = 'PENDING' and lane = 'LASTING';
update outbox_delivery set lane = 'LASTING'
where state <> 'DONE' and event_id in (select id from outbox_event where type = 'DayHasPassed');
