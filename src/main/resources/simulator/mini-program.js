import { attempt, h } from './dom.js';
import { isRunnable, runProgram } from './program.js';
import { session } from './session.js';
import { openSheet } from './sheet.js';
import { go } from './route.js';

/**
 * What the phone shows when a code, a card or a menu opens a mini-program. {@code opening} is the simulator's answer:
 * appid, page, and for a code scene, query and envVersion. A page may carry a query of its own.
 */
export function openMiniProgram(opening) {
  const account = session.account(opening.appid);
  const [page, written = opening.query] = opening.page.split('?');
  if (isRunnable(account, page)) {
    run(account, new URLSearchParams(written));
    return;
  }
  const body = h('div', { class: 'mini-program' });
  describe(body, opening, account, openSheet({ title: account?.name ?? opening.appid, body, name: 'mini' }));
}

function run(account, query) {
  const host = h('div', { class: 'program-host' });
  const begun = attempt(() => runProgram(host, account, query));
  openSheet({
    title: account.name,
    name: 'program',
    body: host,
    onclose: async () => {
      (await begun)?.();
      session.announce('acted');
    },
  });
}

function describe(body, opening, account, close) {
  const rows = [
    ['小程序', 'app', account ? `${account.name} ${opening.appid}` : opening.appid],
    ['页面', 'page', opening.page || '首页'],
    ['场景值', 'scene', opening.scene],
    ['启动参数', 'query', opening.query],
    ['版本', 'version', opening.envVersion],
  ].filter(([, , value]) => value);
  const facts = h('dl', { class: 'facts' }, rows.map(([name, english, value]) =>
    [h('dt', { title: english }, name), h('dd', {}, value)]));
  const code = h('output', { class: 'login-code' });
  body.append(h('p', { class: 'lead' }, '手机会打开这个小程序页面'), facts);
  if (account) {
    body.append(h('div', { class: 'stack' },
      h('button', { type: 'button', class: 'plain', onclick: () => attempt(() => login(account, code)) }, '取登录 code（wx.login）'),
      code,
      h('button', { type: 'button', class: 'plain', onclick: () => attempt(() => enterSession(account, close)) }, '联系客服')));
  }
}

async function login(account, output) {
  const { code } = await session.act('login-codes', { appid: account.appid });
  output.textContent = code;
}

async function enterSession(account, close) {
  await session.act('mini-program', { appid: account.appid });
  close();
  go('chat', account.appid);
}
