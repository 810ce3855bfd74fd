-- Lines that told another level than the one that head office had set by hand, which stayed.
alter table roster_run add column levels_kept bigint not null default 0;
