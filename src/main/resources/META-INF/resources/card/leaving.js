import { button, el } from './elements.js';

/** Signing in again is silent, so whoever left is asked before it happens. */
export function leaving(app) {
  const leave = async (how) => {
    if (await app.attempt(how)) {
      app.message('已退出登录', '随时可以回来。', '重新登录', () => app.open());
    }
  };
  return el('div', { class: 'leaving' },
    button('退出登录', () => leave(() => app.api.signOut()), { class: 'text' }),
    button('在所有设备上退出', () => leave(() => app.api.signOutEverywhere()), { class: 'text' }));
}
