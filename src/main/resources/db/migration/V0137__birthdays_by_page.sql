-- Who was born on a day is read page by page in this order, however many have been read already.
create index member_profile_born on member_profile (birth_day, person_id, origin_id) where birth_day is not null;
drop index member_profile_birth_day;
