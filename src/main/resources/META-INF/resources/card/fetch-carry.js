/** Carries requests from a web page. */

/** The service, wherever below its host it stands. */
const SERVICE = new URL('..', import.meta.url);

export async function carry({ method, path, header, data }) {
  let response;
  try {
    response = await fetch(new URL(path.slice(1), SERVICE), {
      method, headers: header, body: data === undefined ? undefined : JSON.stringify(data), cache: 'no-store', credentials: 'omit',
    });
  } catch {
    throw new Error('网络不通，请稍后再试');
  }
  const text = await response.text();
  const isJson = /[/+]json/.test(response.headers.get('Content-Type') ?? '');
  return { status: response.status, data: text && isJson ? JSON.parse(text) : undefined };
}
