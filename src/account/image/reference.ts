// An image's name as Docker reads it: which registry is asked, for which repository, at which tag or digest. Pure.

export interface ImageReference {
  /** Where its registry answers: `https://registry-1.docker.io`. */
  readonly url: string;
  /** The registry as people call it: `docker.io`. */
  readonly registry: string;
  readonly repository: string;
  /** A tag, or a digest with its kind: `sha256:…`. */
  readonly reference: string;
}

const DOCKER_HUB = { registry: 'docker.io', url: 'https://registry-1.docker.io' } as const;
const DOCKER_HUBS_NAMES = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];

/** Without a registry it is Docker Hub's, without a folder there it is one of Docker's own, without a tag it is `latest`. */
export function imageReference(image: string): ImageReference {
  const { first, rest } = split(image);
  const { repository, reference } = named(rest);
  if (first === undefined || DOCKER_HUBS_NAMES.includes(first)) {
    return { ...DOCKER_HUB, repository: repository.includes('/') ? repository : `library/${repository}`, reference };
  }
  // Docker itself speaks to a registry on this machine without TLS, and to no other.
  const scheme = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(first) ? 'http' : 'https';
  return { registry: first, url: `${scheme}://${first}`, repository, reference };
}

/** The first part is a registry when it could be a host; `shop/app` is a folder of Docker Hub. */
function split(image: string): { readonly first?: string; readonly rest: string } {
  const slash = image.indexOf('/');
  const first = slash < 0 ? '' : image.slice(0, slash);
  return first === 'localhost' || /[.:]/.test(first) ? { first, rest: image.slice(slash + 1) } : { rest: image };
}

function named(rest: string): { readonly repository: string; readonly reference: string } {
  const [beforeDigest = '', digest] = rest.split('@');
  const colon = beforeDigest.lastIndexOf(':');
  const [repository, tag] =
    colon < 0 ? [beforeDigest, 'latest'] : [beforeDigest.slice(0, colon), beforeDigest.slice(colon + 1)];
  return { repository, reference: digest ?? tag };
}
