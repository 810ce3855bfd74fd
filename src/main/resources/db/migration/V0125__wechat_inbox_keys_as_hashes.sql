-- A callback's key outlives what it was made of, so that a repeat after an erasure is known: it must tell nothing.
update wechat_inbox set business_key = encode(sha256(convert_to(business_key, 'UTF8')), 'hex');
