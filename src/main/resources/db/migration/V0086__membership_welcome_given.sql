-- Numbers whose owner was welcomed, so that leaving and coming back gives nothing a second time. A keyed hash of a purpose
-- of its own: it matches no other table, names no person and tells no time.
create table welcome_given (
  fingerprint text primary key
);
