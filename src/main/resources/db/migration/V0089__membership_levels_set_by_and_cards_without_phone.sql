-- Who set the level: nobody, a list, or head office, whose word no later list changes.
alter table membership add column level_by text not null default 'DEFAULT'
  check (level_by in ('DEFAULT', 'IMPORT', 'HQ'));
update membership m set level_by = 'IMPORT' from offline_card c where c.origin_id = m.origin_id and c.level is not null;
update membership m set level_by = 'HQ' from audit_entry a
where a.action = 'membership.level' and a.subject = 'person:' || m.person_id;

-- A card of the old list whose member took the phone back: it stays, and no list finds it by that number.
alter table offline_card drop constraint offline_card_check;
