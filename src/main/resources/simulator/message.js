import { attempt, avatar, h } from './dom.js';
import { openMiniProgram } from './mini-program.js';
import { isWeb, openWeb } from './outcome.js';
import { session } from './session.js';
import { chatTime } from './times.js';

const PAUSE = 5 * 60 * 1000;
const MEDIA = { image: '图片', voice: '语音', video: '视频', music: '音乐', mpnews: '图文', mpvideo: '视频' };
const VIA = { passive: '被动回复 · passive reply', custom: '客服消息 · customer-service message' };
const LINK = /<a\s+([^<>]*)>([^<]*)<\/a>|https?:\/\/[^\s<>"'，。；、）】」]+/gi;
const ATTRIBUTE = /([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** The items of the list for one message; the time stands above it after a pause. {@code reply} sends a text. */
export function messageItems(message, previous, account, reply) {
  const at = Date.parse(message.at);
  const paused = !previous || Math.abs(at - Date.parse(previous.at)) > PAUSE;
  const time = paused && h('li', { class: 'time' }, h('time', { datetime: message.at }, chatTime(at, session.now())));
  return [time, message.from === 'system' ? systemLine(message) : bubbleLine(message, account, reply)].filter(Boolean);
}

function systemLine(message) {
  return h('li', { class: 'system' }, message.text);
}

function bubbleLine(message, account, reply) {
  const mine = message.from === 'user';
  const face = mine ? avatar(session.person.nickname, session.person.id) : avatar(account.name, account.appid);
  const who = mine ? session.person.nickname : account.name;
  return h('li', { class: `message ${mine ? 'mine' : 'theirs'}`, title: VIA[message.via] },
    face, h('span', { class: 'for-readers' }, `${who}：`), content(message, reply));
}

function content(message, reply) {
  if (message.articles) {
    return articles(message.articles);
  }
  if (message.type === 'text') {
    return h('div', { class: 'bubble' }, richText(message.text, reply));
  }
  if (message.type === 'msgmenu') {
    return choices(message.content, reply);
  }
  if (message.type === 'miniprogrampage') {
    return miniCard(message.content);
  }
  return h('div', { class: 'bubble medium' },
    h('span', {}, `[${MEDIA[message.type] ?? message.type}]`),
    h('small', {}, message.content?.Title ?? message.content?.MediaId ?? ''));
}

/** WeChat's texts know links, links that answer and links to mini-programs; any other markup is shown as it is. */
function richText(text, reply) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    const link = found[1] === undefined ? webLink(found[0], found[0]) : marked(found[1], found[2], reply);
    if (link) {
      nodes.push(text.slice(end, found.index), link);
      end = found.index + found[0].length;
    }
  }
  return [...nodes, text.slice(end)];
}

function marked(written, label, reply) {
  const attributes = {};
  for (const [, name, double, single] of written.matchAll(ATTRIBUTE)) {
    attributes[name.toLowerCase()] = (double ?? single).replaceAll('&amp;', '&');
  }
  const appid = attributes['data-miniprogram-appid'];
  if (appid) {
    const page = attributes['data-miniprogram-path'] ?? '';
    return h('button', { type: 'button', class: 'link', onclick: () => openMiniProgram({ appid, page }) }, label);
  }
  const href = attributes.href ?? '';
  if (href.startsWith('weixin://bizmsgmenu?')) {
    const says = new URLSearchParams(href.slice(href.indexOf('?'))).get('msgmenucontent') ?? label;
    return h('button', { type: 'button', class: 'link', onclick: () => reply(says) }, label);
  }
  return isWeb(href) ? webLink(href, label) : null;
}

function opens(url) {
  return (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      openWeb(url);
    }
  };
}

function webLink(url, label) {
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer', onclick: opens(url) }, label);
}

function articles(list) {
  return h('div', { class: list.length > 1 ? 'card several' : 'card' }, list.map((article, index) => {
    const picture = isWeb(article.picUrl) && h('img', { src: article.picUrl, alt: '', loading: 'lazy', referrerpolicy: 'no-referrer' });
    picture?.addEventListener?.('error', () => picture.remove());
    const words = h('span', { class: 'words' },
      h('strong', {}, article.title),
      list.length === 1 && article.description && h('span', { class: 'description' }, article.description));
    const inside = index === 0 ? [picture, words] : [words, picture];
    return isWeb(article.url)
      ? h('a', { class: 'article', href: article.url, target: '_blank', rel: 'noopener noreferrer', onclick: opens(article.url) }, inside)
      : h('div', { class: 'article' }, inside);
  }));
}

function choices(menu, reply) {
  return h('div', { class: 'bubble' },
    richText(menu.head_content ?? '', reply),
    h('ul', { class: 'choices' }, (menu.list ?? []).map(({ content: label }) =>
      h('li', {}, h('button', { type: 'button', class: 'link', onclick: () => attempt(() => reply(label)) }, label)))),
    richText(menu.tail_content ?? '', reply));
}

function miniCard(card) {
  return h('button', {
    type: 'button', class: 'card mini-card', onclick: () => openMiniProgram({ appid: card.appid, page: card.pagepath ?? '' }),
  }, h('strong', {}, card.title), h('small', {}, '小程序'));
}
