import { expect, test } from 'vitest';
import { shellContract } from '#shared/contracts/shell';
import { connect } from '#shared/rpc/connect';
import { memoryPorts } from '#shared/rpc/port';
import { serveBrowserShell } from '#shell/web-shell/browser-shell';

function aPage() {
  const opened: string[] = [];
  const { a, b } = memoryPorts();
  serveBrowserShell({ port: b, openExternal: (address) => opened.push(address), onCrash: (error) => expect.unreachable(String(error)) });
  return { shell: connect(shellContract, a), opened };
}

test('a browser says what it cannot do for its page, so that the page does not offer it', async () => {
  const { shell } = aPage();
  expect(await shell.call('capabilities', {})).toEqual({
    shell: 'browser',
    notifies: false,
    hasBadge: false,
    savesFiles: false,
    zooms: false,
  });
  expect(await shell.call('locale.set', { locale: 'ja' })).toBeNull();
  await expect(shell.call('badge.set', { count: 1 })).rejects.toMatchObject({ code: 'not_found' });
});

test.each(['https://shop.example/orders?id=1', 'http://shop.example/', 'mailto:hanako@example.com', 'tel:+815012345678'])(
  '%s is handed to the system',
  async (url) => {
    const { shell, opened } = aPage();
    await shell.call('external.open', { url });
    expect(opened).toEqual([url]);
  },
);

test.each(['file:///etc/passwd', 'javascript:alert(1)', 'smb://server/share', 'ms-msdt:/id', '--help', 'not an address', ''])(
  '"%s" is not handed to the system',
  async (url) => {
    const { shell, opened } = aPage();
    await expect(shell.call('external.open', { url })).rejects.toMatchObject({ code: 'invalid', field: 'url' });
    expect(opened).toEqual([]);
  },
);
