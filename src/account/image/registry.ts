// A registry, asked as an instance asks it: by the distribution API of OCI, with no password. What it gives to everybody is looked at;
// what it keeps to itself is said. https://github.com/opencontainers/distribution-spec

import { z } from 'zod';
import type { ImageReference } from './reference.js';

/** The platforms of an image, or why none are known. */
export type Answer =
  | { readonly kind: 'found'; readonly platforms: readonly string[] }
  | { readonly kind: 'missing' | 'private' | 'unknown'; readonly because: string };

const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const platform = z.object({ os: z.string(), architecture: z.string() });
const index = z.object({ manifests: z.array(z.object({ platform: platform.optional() })) });
const single = z.object({ config: z.object({ digest: z.string() }) });
const given = z.object({ token: z.string().optional(), access_token: z.string().optional() });

type Get = (path: string, accept: string) => Promise<Response>;

/** @param patienceMs for everything together */
export async function askRegistry(
  { url, registry, repository, reference }: ImageReference,
  patienceMs: number,
): Promise<Answer> {
  const signal = AbortSignal.timeout(patienceMs);
  try {
    const get = await reader(url, repository, signal);
    const response = await get(`manifests/${reference}`, MANIFESTS);
    if (!response.ok) return refusal(response, registry, `${repository}:${reference}`);
    return { kind: 'found', platforms: await platformsOf(await response.json(), get) };
  } catch (error) {
    return { kind: 'unknown', because: `${registry} ${whyNot(error, patienceMs)}` };
  }
}

/** Everybody's token is fetched when the registry names a place for it; a second refusal is final. */
async function reader(url: string, repository: string, signal: AbortSignal): Promise<Get> {
  let authorization: string | undefined;
  const once: Get = (path, accept) =>
    fetch(`${url}/v2/${repository}/${path}`, {
      signal,
      headers: { accept, ...(authorization === undefined ? {} : { authorization }) },
    });
  return async (path, accept) => {
    const first = await once(path, accept);
    const place = first.status === 401 && authorization === undefined ? tokenPlace(first, repository) : undefined;
    if (place === undefined) return first;
    await first.body?.cancel();
    const answer = await fetch(place, { signal });
    if (!answer.ok) return answer;
    const { token, access_token: other } = given.parse(await answer.json());
    authorization = `Bearer ${token ?? other ?? ''}`;
    return once(path, accept);
  };
}

/** `Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="…"`; undefined: it wants a password, or nothing sensible. */
function tokenPlace(response: Response, repository: string): URL | undefined {
  const [, words] = /^bearer (.*)$/i.exec(response.headers.get('www-authenticate') ?? '') ?? [];
  if (words === undefined) return undefined;
  const named = new Map([...words.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));
  const realm = named.get('realm');
  if (realm === undefined || !URL.canParse(realm)) return undefined;
  const place = new URL(realm);
  const service = named.get('service');
  if (service !== undefined) place.searchParams.set('service', service);
  place.searchParams.set('scope', named.get('scope') ?? `repository:${repository}:pull`);
  return place;
}

function refusal({ status }: Response, registry: string, image: string): Answer {
  // Docker Hub says of what does not exist the same as of what is private: whoever may not know, is not told.
  if (status === 401 || status === 403) {
    return { kind: 'private', because: `${registry} gives ${image} to nobody without a sign-in, or has no such image` };
  }
  if (status === 404) return { kind: 'missing', because: `${registry} has no ${image}` };
  if (status === 429) return { kind: 'unknown', because: `${registry} was asked too often from here (HTTP 429)` };
  return { kind: 'unknown', because: `${registry} answered with HTTP ${status}` };
}

/** An index lists them, attestations among them; an image for one platform says it in its configuration. */
async function platformsOf(manifest: unknown, get: Get): Promise<readonly string[]> {
  const many = index.safeParse(manifest);
  if (many.success) {
    const named = many.data.manifests.flatMap(({ platform: one }) => (one === undefined ? [] : [nameOf(one)]));
    return [...new Set(named)].filter((name) => name !== 'unknown/unknown');
  }
  const { config } = single.parse(manifest);
  const response = await get(`blobs/${config.digest}`, '*/*');
  return [nameOf(platform.parse(await response.json()))];
}

const nameOf = ({ os, architecture }: z.output<typeof platform>): string => `${os}/${architecture}`;

function whyNot(error: unknown, patienceMs: number): string {
  if (!(error instanceof Error)) return 'could not be asked';
  if (error.name === 'TimeoutError') return `gave no answer within ${patienceMs / 1_000} s`;
  if (error instanceof z.ZodError || error instanceof SyntaxError) return 'answered what no registry answers';
  const { code, message } = (error.cause ?? error) as { code?: string; message: string };
  return `could not be reached (${code ?? message})`;
}
