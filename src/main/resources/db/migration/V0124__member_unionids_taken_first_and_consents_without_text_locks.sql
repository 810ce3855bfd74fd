-- A unionid is taken before anybody is held, also one that leads nowhere yet: its row is what those who come with it wait
-- for. Whom it leads to is noted in the same transaction.
alter table wechat_union alter column origin_id drop not null;

-- The key check locked the row of the text, which all bindings share, until they were committed. That an agreement is to
-- the text in force is looked at before; texts are never deleted.
alter table consent drop constraint consent_purpose_text_version_fkey;
