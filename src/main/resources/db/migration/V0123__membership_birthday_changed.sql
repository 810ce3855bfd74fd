-- When the birthday was last told anew or taken away, after it had been told: null as long as it was told once, or never.
-- No more than that is kept of a birthday that was taken back, for the time that a new one does not count.
alter table member_profile add column birth_changed_at timestamptz;
