import { CardApi } from './card-api.js';
import { CardApp } from './app.js';

const PAGE = 'pages/index/index';

/**
 * The mini-program (小程序). What WeChat gives it, it gets as {@code wx}: login(), request({method, path, header, data}),
 * getPhoneNumber(), linkTo(page) for what another phone opens the page by.
 *
 * @param query of the page that was opened; its {@code scene} is that of the scanned code, {@code gift} is a friend's
 * @returns the program, to be closed
 */
export function startMiniProgram(root, wx, query) {
  const carry = async (request) => {
    const { statusCode, data } = await wx.request(request);
    return { status: statusCode, data };
  };
  const scene = query.get('scene') || null;
  const signIn = async (known) => api.signIn('/api/me/session', { code: await wx.login(), scene: known });
  const api = new CardApi(carry, () => signIn(null));
  let came = false;
  const app = new CardApp(root, {
    api,
    gift: query.get('gift'),
    giftLink: (token) => wx.linkTo(`${PAGE}?${new URLSearchParams({ gift: token })}`),
    phoneCode: () => wx.getPhoneNumber(),
    enter: async () => {
      // The scan brought the person here once; whoever signs in anew afterwards did not scan again.
      const answer = await signIn(came ? null : scene);
      came = true;
      return answer;
    },
  });
  app.open();
  return app;
}
