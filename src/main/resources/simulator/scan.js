import { api } from './api.js';
import { codeList } from './codes.js';
import { attempt, field, h, icon, toast } from './dom.js';
import { show } from './outcome.js';
import { readable } from './picture.js';
import { session } from './session.js';
import { openSheet } from './sheet.js';

const TICKET = /^gQ[A-Za-z0-9+/_-]{40,}={0,2}$/;

/** A person points the camera at a code: a new follower sees the account first and then decides. */
async function scan(body, note = null) {
  if (!session.person) {
    toast('先选一个人 · choose a person first');
    return;
  }
  show(await session.act('scan', { ...body, follow: false }), note);
}

export function scanCode(code) {
  return attempt(() => scan({ ticket: code.ticket }));
}

export function scanPicture(file) {
  return attempt(async () => {
    const { text } = await api.decode(await readable(file));
    await scan({ text });
  });
}

/** A ticket, the address of a picture with a ticket, any link, or else a scene of the account. */
export function scanText(typed, appid) {
  const text = typed.trim();
  const ticket = ticketOf(text);
  if (ticket) {
    return attempt(() => scan({ ticket }));
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    return attempt(() => scan({ text }));
  }
  return attempt(() => scan({ appid, scene: text }, `没有场景值为“${text}”的有效码`));
}

function ticketOf(text) {
  if (TICKET.test(text)) {
    return text;
  }
  const isPicture = /^https?:\/\/[^?]*\/showqrcode\?/.test(text);
  return isPicture ? new URL(text).searchParams.get('ticket') : null;
}

export function openScanner() {
  const ended = new AbortController();
  openSheet({
    title: '扫一扫',
    name: 'scanner',
    onclose: () => ended.abort(),
    body: [pictureField(), textForm(), codeList({ onpick: scanCode, title: '从账号的码里选', signal: ended.signal })],
  });
}

function pictureField() {
  const input = h('input', { type: 'file', accept: 'image/*', class: 'for-readers', id: 'scan-file' });
  input.addEventListener('change', () => {
    if (input.files.length > 0) {
      scanPicture(input.files[0]);
      input.value = '';
    }
  });
  return h('label', { class: 'camera' }, input, icon('picture'),
    h('span', {}, '选一张二维码图片'), h('small', {}, '也可以拖进来或粘贴 · choose, drop or paste a picture'));
}

function textForm() {
  const text = h('input', {
    name: 'text', required: true, autocomplete: 'off', spellcheck: 'false', placeholder: '场景值、ticket 或链接',
  });
  const account = h('select', { name: 'appid' },
    session.services.map((service) => h('option', { value: service.appid }, service.name)));
  const several = session.services.length > 1;
  return h('form', {
    class: 'scan-text',
    onsubmit: (event) => {
      event.preventDefault();
      scanText(text.value, account.value);
    },
  },
  field('场景值、ticket 或链接', text, true),
  several && field('场景值属于哪个公众号', account, true),
  h('button', { class: 'primary', title: 'scan' }, '扫'));
}

/** A picture dropped or pasted anywhere on the page is a scan; a dropped text is what a code would say. */
export function watchDrops() {
  let depth = 0;
  const mark = (change) => {
    depth = Math.max(0, depth + change);
    document.body.classList.toggle('dropping', depth > 0);
  };
  document.addEventListener('dragenter', () => mark(1));
  document.addEventListener('dragleave', () => mark(-1));
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    mark(-depth);
    if (event.target.closest('input[type="text"], textarea')) {
      return;
    }
    event.preventDefault();
    take(event.dataTransfer);
  });
  document.addEventListener('paste', (event) => {
    if (event.clipboardData.files.length > 0) {
      event.preventDefault();
      take(event.clipboardData);
    }
  });
}

function take(transfer) {
  const file = [...transfer.files].find((candidate) => candidate.type.startsWith('image/'));
  const text = transfer.getData('text/plain');
  if (file) {
    scanPicture(file);
  } else if (transfer.files.length > 0) {
    toast('这不是图片 · no picture');
  } else if (text) {
    scanText(text, session.services[0]?.appid);
  }
}
