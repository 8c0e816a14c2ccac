/** What a vendor got when it fetched a file of ours, as it does before it shows one: without our cookies or credentials. */
export interface FetchedFile {
  readonly url: string;
  readonly status: number;
  readonly mediaType: string;
  readonly disposition: string;
  readonly bytes: Buffer;
}

export async function fetchFile(url: string): Promise<FetchedFile> {
  const answer = await fetch(url, { redirect: 'error' });
  return {
    url,
    status: answer.status,
    mediaType: answer.headers.get('content-type') ?? '',
    disposition: answer.headers.get('content-disposition') ?? '',
    bytes: Buffer.from(await answer.arrayBuffer()),
  };
}
