-- How many coupons of a template somebody had got who was erased since. A mark is a keyed hash of an account or a number,
-- made for this alone; the rows of a template go when it ends.
create table claim_before (
  template_id uuid not null,
  mark text not null,
  coupons integer not null check (coupons > 0),
  primary key (template_id, mark)
);
