import { api } from './api.js';
import { attempt, avatar, every, h, icon, iconButton } from './dom.js';
import { openMiniProgram } from './mini-program.js';
import { personForm } from './people.js';
import { openPrivacySettings } from './privacy.js';
import { go } from './route.js';
import { openScanner } from './scan.js';
import { unseen } from './seen.js';
import { session } from './session.js';
import { chatTime } from './times.js';

/** The first screen: the person's conversations, and the accounts not followed yet. */
export function chatsScreen(root, signal) {
  const list = h('ul', { class: 'chats', 'aria-label': '会话' });
  root.replaceChildren(
    h('header', { class: 'bar' },
      h('span', { class: 'tools start' }, iconButton('settings', '个人信息与权限', openPrivacySettings)), h('h1', {}, '微信'),
      h('span', { class: 'tools' }, iconButton('scan', '扫一扫', openScanner))),
    h('div', { class: 'scroller' }, list),
    h('footer', { class: 'dock' }, h('button', { type: 'button', class: 'primary wide', onclick: openScanner }, icon('scan'), '扫一扫')));
  let drawn = '';

  async function load() {
    const { id } = session.person;
    const { conversations } = await api.conversations(id);
    const state = JSON.stringify(conversations);
    if (!signal.aborted && state !== drawn) {
      drawn = state;
      list.replaceChildren(...rows(conversations));
    }
  }

  ['acted', 'clock', 'person'].forEach((name) => session.on(name, () => session.person && attempt(load), signal));
  every(2500, signal, () => load().catch(() => {}));
  attempt(load);
}

function rows(conversations) {
  const lasts = new Map(conversations.map(({ appid, last }) => [appid, last]));
  const isOpen = (account) => (account.kind === 'service' ? session.follows(account.appid) : Boolean(lasts.get(account.appid)));
  const open = session.accounts.filter(isOpen);
  const programs = session.accounts.filter((account) => account.kind === 'mini-program');
  const strange = session.services.filter((account) => !isOpen(account));
  return [
    ...open.map((account) => chatRow(account, lasts.get(account.appid))),
    strange.length > 0 && h('li', { class: 'section' }, open.length > 0 ? '还没关注的公众号' : '还没关注公众号：扫一个码，或从这里进'),
    ...strange.map((account) => row(account, '未关注', '', 0, () => go('account', account.appid))),
    programs.length > 0 && h('li', { class: 'section' }, '小程序'),
    ...programs.map((account) => row(account, '小程序', '', 0, () => openMiniProgram({ appid: account.appid, page: '' }))),
  ].filter(Boolean);
}

function chatRow(account, last) {
  const time = last ? chatTime(Date.parse(last.at), session.now()) : '';
  const fresh = last ? unseen(session.person.id, account.appid, last.seq) : 0;
  return row(account, preview(last), time, fresh, () => go('chat', account.appid));
}

function preview(last) {
  if (!last) {
    return '还没有消息';
  }
  return last.text ?? last.articles?.[0]?.title ?? `[${last.type}]`;
}

function row(account, line, time, fresh, onclick) {
  return h('li', {}, h('button', { type: 'button', class: 'chat-row', onclick },
    h('span', { class: 'face' }, avatar(account.name, account.appid),
      fresh > 0 && h('span', { class: 'badge', 'aria-label': `${fresh} 条新消息` }, fresh > 99 ? '99+' : String(fresh))),
    h('span', { class: 'name' }, account.name), h('span', { class: 'when' }, time),
    h('span', { class: 'preview' }, line)));
}

/** Before anybody holds the phone. */
export function welcomeScreen(root) {
  root.replaceChildren(h('div', { class: 'scroller welcome' },
    h('div', { class: 'logo' }, icon('scan')),
    h('h1', {}, '谁在用这台手机？'),
    h('p', { class: 'quiet' }, '新建一个人，或从面板里选一个 · make a person, or pick one in the panel'),
    personForm()));
}
