import { CardApi } from './card-api.js';
import { CardApp } from './app.js';
import { carry } from './fetch-carry.js';

/** The service account's web page (服务号网页), in WeChat's own browser: signs in by OAuth, and keeps no token anywhere. */

const VERIFIER = 'guike.card.verifier';
const GIFT = 'guike.card.gift';
const PAGE = '/card/';

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Off to WeChat and back to this page, bound to this browser by a verifier that only it holds. */
async function leave(withProfile) {
  if (!window.crypto?.subtle) {
    throw new Error('请用 https 打开本页');
  }
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const challenge = base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
  const page = scene ? `${PAGE}?${new URLSearchParams({ scene })}` : PAGE;
  const { authorizeUrl } = await api.open('POST', '/api/me/session/web/start', { challenge, page, withProfile });
  sessionStorage.setItem(VERIFIER, verifier);
  if (app.gift) {
    // Whoever has it can take it, so it goes through no other address.
    sessionStorage.setItem(GIFT, app.gift);
  }
  location.replace(authorizeUrl);
  // Nothing happens on this page any more.
  return new Promise(() => {});
}

async function enter() {
  const verifier = sessionStorage.getItem(VERIFIER);
  sessionStorage.removeItem(VERIFIER);
  const [code, state] = [came.get('code'), came.get('state')];
  came = new URLSearchParams();
  if (!verifier || !state) {
    return leave(false);
  }
  if (!code) {
    throw new Error('您没有授权');
  }
  const answer = await api.signIn('/api/me/session/web', { code, state, verifier, scene });
  // The scan brought the person here once.
  scene = null;
  return answer;
}

let came = new URLSearchParams(location.search);
let scene = came.get('scene');
const gift = came.get('gift') ?? sessionStorage.getItem(GIFT);
sessionStorage.removeItem(GIFT);
// The code and the state are good for once; they stand in no history and in no reload.
history.replaceState(null, '', location.pathname);
const api = new CardApi(carry, () => leave(false));
const app = new CardApp(document.getElementById('program'), {
  api,
  enter,
  gift,
  giftLink: (token) => `${new URL('.', import.meta.url).href}?${new URLSearchParams({ gift: token })}`,
  tellWho: () => leave(true),
});
app.open();
