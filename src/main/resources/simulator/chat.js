import { api } from './api.js';
import { composer } from './composer.js';
import { attempt, h, iconButton } from './dom.js';
import { messageItems } from './message.js';
import { go } from './route.js';
import { openScanner } from './scan.js';
import { markSeen } from './seen.js';
import { session } from './session.js';

const HELD_SECONDS = 25;
const LONGEST_PAUSE = 10_000;

/** A conversation: what was said, and the bar below. Lives until the signal. */
export function chatScreen(root, account, signal) {
  const { person } = session;
  const list = h('ol', { class: 'messages', 'aria-live': 'polite', 'aria-label': `与${account.name}的对话` });
  const scroller = h('div', { class: 'scroller', tabindex: '0', role: 'region', 'aria-label': '对话' }, list);
  const lost = h('p', { class: 'lost', hidden: true }, '模拟器没有回答，正在重试…');
  const reply = (text) => attempt(() => session.act('messages', { appid: account.appid, text }));
  const isService = account.kind === 'service';
  root.replaceChildren(
    h('header', { class: 'bar' },
      iconButton('back', '返回', () => go('chats')),
      h('h1', {}, account.name),
      h('span', { class: 'tools' },
        iconButton('scan', '扫一扫', openScanner),
        isService && iconButton('more', '公众号资料', () => go('account', account.appid)))),
    lost, scroller, composer(account, reply, signal));
  let previous = null;

  listen(person, account, signal, {
    start: () => {
      list.replaceChildren();
      previous = null;
    },
    messages: (messages, seq) => {
      lost.hidden = true;
      for (const message of messages) {
        list.append(...messageItems(message, previous, account, reply));
        previous = message;
      }
      if (messages.length > 0) {
        scroller.scrollTop = scroller.scrollHeight;
        session.announce('heard');
      }
      markSeen(person.id, account.appid, seq);
    },
    lost: () => {
      lost.hidden = false;
    },
  });
  // A picture that arrives late must not push the newest message out of sight.
  list.addEventListener('load', () => { scroller.scrollTop = scroller.scrollHeight; }, { capture: true, signal });
}

/** Asks for what is new, held by the simulator until there is something; starts anew where the simulator did. */
async function listen(person, account, signal, on) {
  let since = 0;
  let wait = 0;
  let pause = 500;
  on.start();
  while (!signal.aborted) {
    try {
      const { messages, seq } = await api.conversation(person.id, account.appid, since, wait, signal);
      if (signal.aborted) {
        return;
      }
      if (seq < since) {
        since = 0;
        wait = 0;
        on.start();
        continue;
      }
      on.messages(messages, seq);
      since = seq;
      wait = HELD_SECONDS;
      pause = 500;
    } catch {
      if (signal.aborted) {
        return;
      }
      on.lost();
      await new Promise((resolve) => { setTimeout(resolve, pause); });
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      wait = 0;
    }
  }
}
