-- Who showed a number: the origin of the session. Apart from the number's own origin where a list had told it, or where
-- two people were merged for its sake; undoing that takes the proof back. What was shown before counts as shown by its own.
alter table member_phone add column proved_by uuid references person (id);
update member_phone set proved_by = origin_id where verified_at is not null;
alter table member_phone add check ((proved_by is null) = (verified_at is null));
create index member_phone_proved on member_phone (proved_by) where proved_by <> origin_id;

-- The merge that ended the claim, because both were one person then: once they are two again it is open again.
alter table phone_claim add column settled_by uuid;
