-- Whom a stored answer tells of: once one of them is erased the answer is null, and the command stays done.
alter table idempotency_key add column about uuid[];
create index idempotency_key_about on idempotency_key using gin (about) where about is not null;
