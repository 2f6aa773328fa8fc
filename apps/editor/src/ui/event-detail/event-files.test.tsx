import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { EventFiles } from './event-files.tsx';

const file = (name: string, handle = `e.${name}`) => ({
  file: handle,
  name,
  type: 'image/png',
  bytes: 2_048,
});

function shown(body: unknown): (string | null)[][] {
  render(
    <MantineProvider env="test">
      <EventFiles body={body} />
    </MantineProvider>,
  );
  return screen
    .queryAllByRole('link')
    .map((link) => [link.textContent, link.getAttribute('href'), link.getAttribute('download')]);
}

describe('the files of an event', () => {
  it('are links that save them, in their order, wherever they stand in the body', () => {
    const body = { note: 'x', photo: file('a.png'), more: [{ deep: file('ü 1.png') }] };
    expect(shown(body)).toEqual([
      ['a.png', '/api/v1/files/e.a.png', 'a.png'],
      ['ü 1.png', '/api/v1/files/e.%C3%BC%201.png', 'ü 1.png'],
    ]);
  });

  it('are none without handles, and a handle that opens nothing is no link', () => {
    expect(shown({ file: 'e.1', name: 'a' })).toEqual([]);
    expect(shown(file('a.png', ''))).toEqual([]);
    expect(shown('text')).toEqual([]);
  });
});
