import { Session } from '../card/session.js';

/** The service's API as staff at a counter use it. */
export class CounterApi {
  #session;

  /** @param ended called when the session is over; somebody has to sign in with a password then */
  constructor(carry, ended) {
    const signIn = async () => {
      ended();
      throw new Error('登录已结束，请重新登录');
    };
    this.#session = new Session(carry, { refresh: '/api/staff/session/refresh', over: 'staff.session-over', signIn });
  }

  /** Keeps the tokens in memory and nowhere else. @returns whether the password has to be changed first */
  async signIn(name, password) {
    const { mustChangePassword, ...tokens } = await this.#session.open('POST', '/api/staff/session', { name, password });
    this.#session.keep(tokens);
    return mustChangePassword;
  }

  changePassword = (oldPassword, newPassword) => this.#session.mine('PUT', '/api/staff/password', { oldPassword, newPassword });
  me = () => this.#session.mine('GET', '/api/staff/me');

  async signOut() {
    try {
      await this.#session.mine('DELETE', '/api/staff/session');
    } finally {
      this.#session.forget();
    }
  }

  /** @param shown {@code {code, basket}}: what the customer shows, and where the coupon asks for it what they buy */
  check = (store, shown) => this.#session.mine('POST', `/api/counter/${store}/coupon-checks`, shown);
  /** @param seen {@code {code, basket, proof}}: what was checked, and the check's proof */
  redeem = (store, seen) => this.#session.command(`/api/counter/${store}/coupon-redemptions`, seen);
  undo = (store, id, reason) => this.#session.mine('POST', `/api/counter/${store}/coupon-redemptions/${id}/undo`, { reason });

  today(store, cursor) {
    const path = `/api/counter/${store}/coupon-redemptions`;
    return this.#session.mine('GET', cursor ? `${path}?${new URLSearchParams({ cursor })}` : path);
  }

  checkGoods = (store, code) => this.#session.mine('POST', `/api/counter/${store}/reward-checks`, { code });
  handOver = (store, code) => this.#session.command(`/api/counter/${store}/reward-handovers`, { code });
  handedOver = (store) => this.#session.mine('GET', `/api/counter/${store}/reward-handovers`);
}
