-- Erasures and exports look for both sides of a merge; the index there was left out those that had been undone.
create index person_merge_loser_all on person_merge (loser_id);

-- The number of an old card stands on receipts, and a posting is never changed: carried-over points are known by the
-- person who was made for the card, of whom there is one a card.
alter table points_posting disable trigger user;
update points_posting set source = cast(origin_id as text) where reason = 'CARRY_OVER';
alter table points_posting enable trigger user;

-- Claims of a phone go back to whom they came to when people are parted.
create index phone_claim_holder_origin on phone_claim (holder_origin);
