-- Until when a reservation holds the coupon, so that whoever reads it knows without the reservation when it is over.
alter table coupon add column reserved_until timestamptz;
