import { day, minute } from './elements.js';

/** Coupons in the words of people. */

const STATES = { ISSUED: '可使用', RESERVED: '订单占用中', REDEEMED: '已使用', EXPIRED: '已过期', REVOKED: '已作废', GIVEN: '已送出' };
const WEEKDAYS = { MONDAY: '周一', TUESDAY: '周二', WEDNESDAY: '周三', THURSDAY: '周四', FRIDAY: '周五', SATURDAY: '周六', SUNDAY: '周日' };
const CHANNELS = { STORE: '门店', MINI_PROGRAM: '小程序', POS: '收银台' };
const WAYS = {
  CLAIM: '自己领取', HQ_ISSUE: '总部发放', EXCHANGE: '兑换码', WELCOME: '入会礼', BIRTHDAY: '生日礼', GIFT: '朋友赠送', PROMOTER: '导购发放', REWARD: '积分兑换',
};
const MOST_LISTED = 8;

export function stateWords(state) {
  return STATES[state] ?? state;
}

/** Fen as yuan, without zeros that say nothing. */
export function yuan(fen) {
  return String(fen / 100);
}

/** A coupon's worth in one line. */
export function worth({ kind, amountFen, percentOff, ceilingFen, giftName, thresholdFen }) {
  const threshold = thresholdFen > 0 ? `满${yuan(thresholdFen)}元` : '';
  const ceiling = ceilingFen ? `，最多减${yuan(ceilingFen)}元` : '';
  switch (kind) {
    case 'AMOUNT':
      return `${threshold || '立'}减${yuan(amountFen)}元`;
    case 'PERCENT':
      return `${threshold}${percentOff === 100 ? '免单' : `${(100 - percentOff) / 10}折`}${ceiling}`;
    case 'FREIGHT':
      return `${threshold}免运费${ceiling}`;
    default:
      return `${threshold}赠${giftName ?? '品'}`;
  }
}

/** Until when, where the end itself is not part of it. */
export function until(end) {
  const last = new Date(Date.parse(end) - 1);
  return day(last) === day(end) ? `${minute(end)} 前有效` : `${day(last)}前有效，含当日`;
}

/**
 * Everything that a person has to know before using it, sentence by sentence.
 *
 * @param storeNames by id, where they are known
 */
export function terms({ terms: said, way, gotAt, validFrom, validUntil, shareable }, storeNames = {}) {
  return [
    `有效期：${minute(validFrom)} 起，${until(validUntil)}`,
    said.thresholdFen > 0 && `适用商品满 ${yuan(said.thresholdFen)} 元可用`,
    said.ceilingFen && `最多减 ${yuan(said.ceilingFen)} 元`,
    times(said),
    channels(said.channels),
    stores(said.stores, storeNames),
    products(said.products),
    together(said),
    shareable && way !== 'GIFT' && '可以送给朋友，朋友收下后不能再转送',
    said.note,
    `来源：${WAYS[way] ?? way}，${minute(gotAt)}`,
  ].filter(Boolean);
}

function times({ weekdays, from, until: end }) {
  const days = weekdays.length > 0 && weekdays.length < 7 ? weekdays.map((name) => WEEKDAYS[name]).join('、') : '';
  const hours = from || end ? `${clock(from) ?? '00:00'} 至 ${clock(end) ?? '24:00'}` : '';
  return (days || hours) && `使用时段：${[days || '每天', hours].filter(Boolean).join(' ')}`;
}

function clock(time) {
  return time?.slice(0, 5);
}

function channels(names) {
  return names.length > 0 && `限${names.map((name) => CHANNELS[name] ?? name).join('、')}使用`;
}

/** @param count of all; a list of many coupons names the first few alone */
function listed(names, count, measure) {
  return names.slice(0, MOST_LISTED).join('、') + (count > MOST_LISTED ? ` 等 ${count} ${measure}` : '');
}

function stores({ only, except, onlyCount, exceptCount }, storeNames) {
  const named = (ids, count) => {
    const names = ids.map((id) => storeNames[id]).filter(Boolean);
    return names.length > 0 ? `：${listed(names, count, '家')}` : '';
  };
  if (onlyCount > 0) {
    return `限指定门店使用${named(only, onlyCount)}`;
  }
  return exceptCount > 0 && `部分门店不可用${named(except, exceptCount)}`;
}

function products({ only, except, onlyCount, exceptCount }) {
  if (onlyCount > 0) {
    return `限指定商品：${listed(only, onlyCount, '种')}`;
  }
  return exceptCount > 0 && `不适用于：${listed(except, exceptCount, '种')}`;
}

function together({ stackable, stackingGroup }) {
  if (stackingGroup) {
    return '可与其他种类的券同用，同种一次限用一张';
  }
  return stackable ? '可与其他券同用' : '不与其他券同用';
}
