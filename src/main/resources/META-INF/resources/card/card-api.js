import { Session } from './session.js';

/** The service's API as a shopper uses it, whatever carries the requests. */
export class CardApi {
  #session;

  /**
   * @param carry as {@link Session} has it
   * @param signIn gets the session anew, without a scene, when it is over
   */
  constructor(carry, signIn) {
    this.#session = new Session(carry, { refresh: '/api/me/session/refresh', over: 'signin.session-over', signIn });
  }

  /** Without a token. */
  open(method, path, data) {
    return this.#session.open(method, path, data);
  }

  /** Signs in by one of the three ways; keeps the tokens in memory, and returns the rest of the answer. */
  async signIn(path, proof) {
    const { notice = null, page = null, ...tokens } = await this.open('POST', path, proof);
    this.#session.keep(tokens);
    return { notice, page };
  }

  forget() {
    this.#session.forget();
  }

  #get(path, parameters = {}) {
    const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined);
    return this.#session.mine('GET', given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`);
  }

  #send = (method, path, data) => this.#session.mine(method, path, data);

  consentTexts = async () => (await this.open('GET', '/api/open/consent-texts')).items;

  /** @returns the card, or null for who is no member yet */
  async card() {
    try {
      return await this.#get('/api/me/card');
    } catch (problem) {
      if (problem.code === 'membership.unknown') {
        return null;
      }
      throw problem;
    }
  }

  bind = (application) => this.#send('POST', '/api/me/membership', application);
  changePhone = (phoneCode) => this.#send('POST', '/api/me/phone', { phoneCode });
  claims = async () => (await this.#get('/api/me/phone-claims')).items;

  profile = () => this.#get('/api/me/profile');
  saveProfile = (profile) => this.#send('PUT', '/api/me/profile', profile);

  consents = async () => (await this.#get('/api/me/consents')).items;
  give = async (consents, guardian) => (await this.#send('POST', '/api/me/consents', { consents, guardian })).items;
  withdraw = (purpose) => this.#send('DELETE', `/api/me/consents/${encodeURIComponent(purpose)}`);

  points = () => this.#get('/api/me/points');
  pointEntries = (cursor) => this.#get('/api/me/points/entries', { cursor });
  checkIn = () => this.#session.command('/api/me/check-in');

  coupons = (state, cursor) => this.#get('/api/me/coupons', { state, cursor });
  coupon = (id) => this.#get(`/api/me/coupons/${id}`);
  couponState = (id) => this.#get(`/api/me/coupons/${id}/state`);
  couponCode = (id) => this.#get(`/api/me/coupons/${id}/code`);

  couponOffers = async () => (await this.#get('/api/me/coupon-offers')).items;
  claimCoupon = (templateId) => this.#session.command('/api/me/coupon-claims', { templateId });
  exchange = (code) => this.#send('POST', '/api/me/coupon-exchanges', { code });

  gifts = (cursor) => this.#get('/api/me/coupon-gifts', { cursor });
  offerGift = (couponId) => this.#send('POST', '/api/me/coupon-gifts', { couponId });
  takeBackGift = (id) => this.#send('DELETE', `/api/me/coupon-gifts/${id}`);
  lookAtGift = (token) => this.#send('POST', '/api/me/coupon-gifts/look', { token });
  takeGift = (token) => this.#send('POST', '/api/me/coupon-gifts/taken', { token });

  rewards = (cursor) => this.#get('/api/me/rewards', { cursor });
  /** @param points what it was said to cost */
  orderReward = (rewardId, points) => this.#session.command('/api/me/reward-orders', { rewardId, points });
  rewardOrders = (cursor) => this.#get('/api/me/reward-orders', { cursor });
  cancelRewardOrder = (id) => this.#session.command(`/api/me/reward-orders/${id}/cancellation`);

  export = () => this.#get('/api/me/export');

  async erase() {
    await this.#send('DELETE', '/api/me?confirm=ERASE');
    this.forget();
  }

  async signOut() {
    await this.#send('DELETE', '/api/me/session');
    this.forget();
  }

  async signOutEverywhere() {
    await this.#send('DELETE', '/api/me/sessions');
    this.forget();
  }
}
