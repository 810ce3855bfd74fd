-- A gift that is handed out beside the basket has a line, and a line is back when all its pieces are.
alter table coupon_redemption_line
  add column gift_name text,
  add column pieces_back integer not null default 0,
  add constraint coupon_redemption_line_pieces check (pieces_back >= 0 and pieces_back <= quantity);

-- Nobody counted pieces so far: what was paid back in full stays back.
update coupon_redemption_line set pieces_back = quantity where returned and amount_fen > 0;

-- The gifts of uses that stand: in the line that stands for it in the basket for nothing, else in one of its own.
create temporary table given on commit drop as
  select u.redemption_id, u.number, cast(v.terms as jsonb) -> 'gift' ->> 'name' as name,
    cast(v.terms as jsonb) -> 'gift' ->> 'sku' as sku
  from coupon_use u
    join coupon c on c.id = u.coupon_id
    join coupon_template_version v on v.template_id = c.template_id and v.version = c.version
  where u.live and u.discount_fen = 0 and cast(v.terms as jsonb) ->> 'kind' = 'GIFT';

update coupon_redemption_line l set returned = false
from given g where l.redemption_id = g.redemption_id and l.sku = g.sku and l.amount_fen = 0 and l.pieces_back = 0;

insert into coupon_redemption_line (redemption_id, line, number, sku, gift_name, quantity, amount_fen, discount_fen,
  refunded_fen, returned)
select g.redemption_id, 'GIFT-' || g.number, 1000 + g.number, g.sku, g.name, 1, 0, 0, 0, false
from given g
where not exists (
  select 1 from coupon_redemption_line l
  where l.redemption_id = g.redemption_id and l.sku = g.sku and l.amount_fen = 0)
on conflict (redemption_id, line) do nothing;
