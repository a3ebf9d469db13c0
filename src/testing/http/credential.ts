/** What an Authorization header says; the signature itself is not verified. */
export type Credential =
  | { readonly outcome: 'accepted'; readonly region: string }
  | { readonly outcome: 'refused'; readonly message: string };

const SCOPE = /^AWS4-HMAC-SHA256 +Credential=[^/,]+\/\d{8}\/([^/,]+)\/([^/,]+)\/aws4_request[, ]/;

/** Reads the credential scope of a Signature Version 4 header. */
export const credentialOf = (authorization: string | undefined): Credential => {
  if (authorization === undefined) return { outcome: 'refused', message: 'Missing Authentication Token' };
  const [, region, service] = SCOPE.exec(authorization) ?? [];
  if (region === undefined) {
    return { outcome: 'refused', message: 'The Authorization header is no AWS Signature Version 4 header' };
  }
  if (service !== 'omics') {
    return { outcome: 'refused', message: "Credential should be scoped to correct service: 'omics'" };
  }
  return { outcome: 'accepted', region };
};
