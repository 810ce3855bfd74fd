import { amountAsked, checked, goods, handedOver, redeemed } from './answers.js';
import { goodsIn, mayBeGoods, needsAmount } from './typed.js';

/**
 * What stands behind a code: {@code draw(confirm, drop)} shows it; {@code act()} does it and resolves to what is shown
 * then, null where nothing can be done; {@code wanting} is the coupon that waits for an amount.
 *
 * @param asked {@code {code, basket}}
 */
export async function lookUp(api, store, asked) {
  const scanned = goodsIn(asked.code);
  if (scanned !== null) {
    return goodsCase(api, store, scanned);
  }
  try {
    return couponCase(api, store, asked, await api.check(store, asked));
  } catch (problem) {
    if (problem.code !== 'coupon.code-invalid' || !mayBeGoods(asked.code)) {
      throw problem;
    }
    return typedGoods(api, store, asked.code, problem);
  }
}

async function typedGoods(api, store, code, unknown) {
  try {
    return await goodsCase(api, store, code);
  } catch (problem) {
    throw problem.code === 'reward.code-unknown' ? unknown : problem;
  }
}

async function goodsCase(api, store, code) {
  const order = await api.checkGoods(store, code);
  return {
    draw: (confirm, drop) => goods(order, confirm, drop),
    act: async () => handedOver(await api.handOver(store, code)),
    wanting: null,
  };
}

function couponCase(api, store, asked, found) {
  const wanting = needsAmount(found.quote) ? { asked, coupon: found.quote.coupon } : null;
  if (wanting && !asked.basket) {
    return { draw: () => amountAsked(found), act: null, wanting };
  }
  const { confirmation } = found;
  const act = async () => redeemed(await api.redeem(store, { ...asked, proof: confirmation.proof }));
  return { draw: (confirm, drop) => checked(found, confirm, drop), act: confirmation ? act : null, wanting };
}
