/** What a scanner or a hand puts into the field. */

/** Stands for whatever is bought: at the counter the amount is that of the products the coupon is for. */
const ANYTHING = 'COUNTER';
const MOST = 40;
const GOODS = 'GKR.';
/** Much shorter than a code. */
const YUAN = /^\d{1,6}(\.\d{1,2})?$/;
/** Why coupons are refused until it is known what is bought. */
const UNKNOWN_BASKET = ['BELOW_THRESHOLD', 'NO_PRODUCT', 'NOTHING_LEFT'];

/** Digits as Chinese keyboards write them, in full width, and their full stop in place of a dot. */
function plain(typed) {
  return typed.normalize('NFKC').replaceAll('。', '.').replace(/[\s-]+/g, '');
}

/** In groups, as people read codes out, or as a line of a scanner. */
export function codeIn(typed) {
  return plain(typed).toUpperCase();
}

/** The code of goods that a scanner read, or null for any other line. */
export function goodsIn(code) {
  return code.startsWith(GOODS) ? code.slice(GOODS.length) : null;
}

/** Twelve digits typed by hand are the code of a coupon or of goods. */
export function mayBeGoods(code) {
  return /^\d{12}$/.test(code);
}

/** Why a line cannot be the code of a coupon; null where it may be one. A member's own code begins likewise. */
export function strange(code) {
  if (code.startsWith('GK.')) {
    return '这是会员码，请顾客打开要用的券';
  }
  return code.length > MOST ? '这不是券码' : null;
}

/** An amount in fen, or null for what is none. */
export function fenIn(typed) {
  const yuan = plain(typed);
  return YUAN.test(yuan) ? Math.round(Number(yuan) * 100) : null;
}

/** Whether the coupon depends on what is bought: also a gift does that goes with certain products. */
export function needsAmount({ coupon: { terms }, applicable, reason }) {
  const dependsOnGoods = ['AMOUNT', 'PERCENT'].includes(terms.kind) || terms.thresholdFen > 0 || terms.products.only.length > 0;
  return dependsOnGoods && (applicable || UNKNOWN_BASKET.includes(reason));
}

/** What is paid for; where that can only be of the product that is given as well, the gift stands beside it. */
export function basketOf({ terms }, amountFen) {
  const sku = productFor(terms);
  const lines = [{ line: '1', sku, quantity: 1, amountFen }];
  if (sku === terms.giftSku) {
    lines.push({ line: '2', sku, quantity: 1, amountFen: 0 });
  }
  return { lines, freightFen: 0 };
}

/** One that the coupon is for; the gift itself, which is not what is paid for, only where there is no other. */
function productFor({ products: { only, except }, giftSku }) {
  const taken = only.filter((sku) => !except.includes(sku));
  return taken.find((sku) => sku !== giftSku) ?? taken[0] ?? ANYTHING;
}
