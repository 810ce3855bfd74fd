-- Phones that can be read in a line that tells no card: who is erased is found by them, too.
alter table roster_quarantine add column other_phones text[];
create index roster_quarantine_other_phones on roster_quarantine using gin (other_phones)
  where other_phones is not null;
