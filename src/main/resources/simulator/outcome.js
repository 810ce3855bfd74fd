import { h } from './dom.js';
import { openMiniProgram } from './mini-program.js';
import { session } from './session.js';
import { closeAll, openSheet, say } from './sheet.js';
import { go } from './route.js';

/** Shows what an action opened on the phone; an action that opens nothing leaves the phone as it is. */
export function show(outcome, note = null) {
  switch (outcome?.opens) {
    case 'conversation':
      closeAll();
      go('chat', outcome.appid);
      break;
    case 'profile':
      closeAll();
      go('account', outcome.appid, outcome.ticket);
      break;
    case 'mini-program':
      closeAll();
      openMiniProgram(outcome);
      break;
    case 'web':
      closeAll();
      openWeb(outcome.url);
      break;
    case 'text':
      closeAll();
      openSheet({ title: '扫到的文字', name: 'plain-text', body: h('p', { class: 'scanned-text' }, outcome.text) });
      break;
    case 'expired':
      say(outcome.message, note);
      break;
    default:
  }
}

export function isWeb(url) {
  return /^https?:\/\//i.test(url ?? '');
}

/**
 * The phone's own browser. The page inside may do what pages do, but not leave its frame; the frame's name tells the
 * platform's authorize page who is browsing.
 */
export function openWeb(url) {
  if (!isWeb(url)) {
    say('这个链接打不开', url);
    return;
  }
  const outside = h('a', { href: url, target: '_blank', rel: 'noopener noreferrer', title: 'open in a new tab' }, '新标签页');
  openSheet({
    title: new URL(url).host,
    name: 'web',
    tools: [outside],
    body: [
      h('p', { class: 'address', title: url }, url),
      h('iframe', {
        src: url, title: '网页', name: `wechat:${session.person?.id ?? ''}`, sandbox: 'allow-scripts allow-forms allow-same-origin allow-popups allow-downloads',
      }),
    ],
  });
}
