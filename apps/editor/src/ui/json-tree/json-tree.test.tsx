import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { JsonTree, type JsonTreeProps } from './json-tree.tsx';

function show(props: Omit<JsonTreeProps, 'label'>) {
  render(
    <MantineProvider>
      <JsonTree label="Body" {...props} />
    </MantineProvider>,
  );
  return userEvent.setup();
}

describe('The JSON tree', () => {
  it('shows markup in a payload as text', () => {
    show({ value: { evil: '<img src=x onerror=alert(1)>' } });
    expect(screen.getByText('"<img src=x onerror=alert(1)>"')).toBeDefined();
    expect(document.querySelector('img')).toBeNull();
  });

  it('gives the whole path of the key that is picked', async () => {
    const picked: [string, unknown][] = [];
    const user = show({
      value: { billing: { 'e mail': 'ada@example.com' } },
      rootPath: '$.trigger.body',
      onPick: (path, value) => picked.push([path, value]),
    });
    await user.click(screen.getByRole('button', { name: 'e mail' }));
    expect(picked).toEqual([['$.trigger.body.billing["e mail"]', 'ada@example.com']]);
  });

  it('opens and closes with a click and shows more of a long list when asked', async () => {
    const list = Array.from({ length: 140 }, (_, index) => `item ${index}`);
    const user = show({ value: { list } });
    expect(screen.queryByText('"item 0"')).toBeNull();
    await user.click(screen.getByText('[…] 140 items'));
    expect(screen.getByText('"item 99"')).toBeDefined();
    expect(screen.queryByText('"item 100"')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Show more' }));
    expect(screen.getByText('"item 139"')).toBeDefined();
  });

  it('says that there is nothing instead of showing an empty place', () => {
    show({ value: undefined });
    expect(screen.getByText('nothing')).toBeDefined();
  });

  it('shows a value of any depth and size without writing it out', () => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < 200_000; level += 1) deep = [deep];
    show({ value: { deep, long: 'x'.repeat(5_000_000) } });
    expect(screen.getByRole('button', { name: 'Copy as JSON' })).toBeDefined();
    expect(document.body.textContent.length).toBeLessThan(5_000);
  });
});
