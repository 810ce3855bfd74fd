import { avatar, attempt, h, iconButton } from './dom.js';
import { show } from './outcome.js';
import { go } from './route.js';
import { session } from './session.js';
import { confirm } from './sheet.js';

/** A service account's own page: where a person follows and unfollows, led here by a code or not. */
export function accountScreen(root, account, ticket) {
  const fan = session.fan(account.appid);
  const following = fan?.following ?? false;
  root.replaceChildren(
    h('header', { class: 'bar' },
      iconButton('back', '返回', () => go(following ? 'chat' : 'chats', account.appid)),
      h('h1', {}, '公众号'), h('span', { class: 'tools' })),
    h('div', { class: 'scroller profile' },
      avatar(account.name, account.appid),
      h('h2', {}, account.name),
      h('p', { class: 'quiet' }, `${account.originalId} · ${account.followers} 人关注`),
      ticket && !following && h('p', { class: 'led' }, '由扫码进入，关注时会带上这个码'),
      h('div', { class: 'stack' }, following ? leaving(account, fan) : joining(account, ticket))));
}

function joining(account, ticket) {
  return h('button', {
    type: 'button',
    class: 'primary wide',
    title: 'follow',
    onclick: () => attempt(async () => {
      show(await session.act('follow', { appid: account.appid, ticket: ticket ?? undefined }));
      await session.readAccounts();
    }),
  }, '关注公众号');
}

function leaving(account, fan) {
  return [
    h('button', { type: 'button', class: 'primary wide', onclick: () => go('chat', account.appid) }, '发消息'),
    h('button', {
      type: 'button',
      class: 'plain wide',
      title: 'whether the account may write',
      'aria-pressed': String(fan.blocked),
      onclick: () => attempt(() => session.block(account.appid, !fan.blocked)),
    }, fan.blocked ? '已拒收消息，点此恢复' : '拒收消息'),
    h('button', { type: 'button', class: 'plain wide danger', title: 'unfollow', onclick: () => attempt(() => leave(account)) }, '不再关注'),
  ];
}

async function leave(account) {
  if (await confirm(`不再关注“${account.name}”后，将不再收到它的消息`, '不再关注')) {
    await session.act('unfollow', { appid: account.appid });
    await session.readAccounts();
    session.announce('person');
  }
}
