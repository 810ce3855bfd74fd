import { api } from './api.js';
import { h } from './dom.js';
import { askPhoneNumber } from './phone-number.js';
import { session } from './session.js';

/** Where the shop's own program stands that the phone runs. */
const PROGRAM = './card/mini.js';
const STYLE = new URL('./card/card.css', import.meta.url).href;
/** The page that codes and menus open; without a page a mini-program opens its first one. */
const FIRST_PAGE = 'pages/index/index';

/** Whether the phone can run what was opened: an application stands behind the account, and the page is the program's. */
export function isRunnable(account, page) {
  return account?.callbacks.length > 0 && (page === '' || page === FIRST_PAGE);
}

/**
 * Runs the mini-program as whoever holds the phone now. It gets what WeChat gives to mini-programs, and a tree of its own,
 * so that neither its styles nor the phone's reach the other. Resolves to the function that ends it.
 */
export async function runProgram(host, account, query) {
  const { startMiniProgram } = await import(PROGRAM);
  const { person } = session;
  const { appid } = account;
  const root = host.attachShadow({ mode: 'open' });
  root.append(h('link', { rel: 'stylesheet', href: STYLE }));
  const program = startMiniProgram(root, {
    login: async () => (await api.act(person.id, 'login-codes', { appid })).code,
    request: (request) => api.act(person.id, 'request', { appid, ...request }),
    getPhoneNumber: () => askPhoneNumber(account, person.id),
    linkTo: (page) => linkTo(account, page),
  }, query);
  return () => program.close();
}

/** What a shared mini-program page is to another phone: scanned or pasted there, it opens the page with its query. */
function linkTo({ appid }, page) {
  const bytes = new TextEncoder().encode([appid, page, '', 'release'].join('\n'));
  const text = btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `https://mp.weixin.qq.com/a/~~${text}`;
}
