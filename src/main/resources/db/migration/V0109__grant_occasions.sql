-- What people get by themselves when something happens.
create table grant_occasion (
  occasion text not null check (occasion in ('WELCOME', 'BIRTHDAY')),
  template_id uuid not null,
  place integer not null,
  primary key (occasion, template_id)
);
