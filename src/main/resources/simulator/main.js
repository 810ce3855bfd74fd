import { accountScreen } from './account.js';
import { chatScreen } from './chat.js';
import { chatsScreen, welcomeScreen } from './chats.js';
import { clockPanel } from './clock.js';
import { codeList } from './codes.js';
import { attempt, avatar, every } from './dom.js';
import { faultsPanel } from './faults.js';
import { peoplePanel } from './people.js';
import { pushesPanel } from './pushes.js';
import { route } from './route.js';
import { scanCode, watchDrops } from './scan.js';
import { session } from './session.js';
import { closeAll } from './sheet.js';
import { hourAndMinute } from './times.js';

const at = (id) => document.getElementById(id);
let shown = '';
let ended = new AbortController();

/** Draws the screen anew when the place, the person or what they are to the account has changed. */
function draw() {
  const place = route();
  const account = session.account(place.appid);
  const fan = account && session.fan(account.appid);
  const details = place.screen === 'account' ? [fan?.blocked, account?.followers] : [];
  const key = JSON.stringify([place, session.person?.id, fan?.following, ...details]);
  if (key === shown) {
    return;
  }
  shown = key;
  ended.abort();
  ended = new AbortController();
  closeAll();
  fill(place, account, fan);
}

function fill(place, account, fan) {
  const screen = at('screen');
  if (!session.person) {
    welcomeScreen(screen);
  } else if (!account || place.screen === 'chats') {
    chatsScreen(screen, ended.signal);
  } else if (place.screen === 'chat' && (account.kind === 'mini-program' || fan?.following)) {
    chatScreen(screen, account, ended.signal);
  } else {
    accountScreen(screen, account, place.ticket);
  }
}

function drawStrip() {
  const { person } = session;
  at('who').replaceChildren(...(person ? [avatar(person.nickname, person.id), person.nickname] : ['选一个人']));
  document.title = `${person ? `${person.nickname}的手机` : '浏览器里的手机'} · 微信模拟器`;
}

function showPanels(wanted) {
  document.body.classList.toggle('panels-open', wanted);
  at('toggle-panels').setAttribute('aria-expanded', String(wanted));
  at('toggle-panels').textContent = wanted ? '手机' : '面板';
}

function tick() {
  at('phone-time').textContent = hourAndMinute(session.now());
}

async function start() {
  watchDrops();
  await session.start();
  session.on('person', () => { drawStrip(); draw(); });
  session.on('clock', tick);
  window.addEventListener('hashchange', draw);
  document.addEventListener('visibilitychange', () => !document.hidden && session.refresh().catch(() => {}));
  every(5000, null, () => session.refresh().catch(() => {}));
  every(1000, null, tick);
  drawStrip();
  draw();
  tick();
  peoplePanel(at('people'));
  at('codes').append(codeList({ onpick: (code) => { showPanels(false); scanCode(code); }, title: '码', id: 'codes-title' }));
  pushesPanel(at('pushes'));
  clockPanel(at('clock'));
  faultsPanel(at('faults'));
  at('toggle-panels').addEventListener('click', () => showPanels(!document.body.classList.contains('panels-open')));
  at('who').addEventListener('click', () => showPanels(!document.body.classList.contains('panels-open')));
  session.on('person', () => session.person && chosenNow());
}

let lastPerson = null;

/** On a narrow screen, choosing a person leads back to the phone. */
function chosenNow() {
  if (lastPerson !== session.person.id) {
    lastPerson = session.person.id;
    showPanels(false);
  }
}

attempt(start);
