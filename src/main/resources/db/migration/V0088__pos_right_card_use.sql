-- Using card codes for value is a right of its own now; whoever could keeps it.
update pos_client set rights = rights || ',CARD_USE'
where 'MEMBER_LOOKUP' = any (string_to_array(rights, ',')) and not 'CARD_USE' = any (string_to_array(rights, ','));
