import { describe, expect, it } from 'vitest';
import { connectorsUsed, FLOW_TEMPLATES, parseFlowDocument } from '../index.ts';

describe.each(FLOW_TEMPLATES)('the template "$title"', ({ document, connectors }) => {
  it('is a flow document', () => {
    expect(parseFlowDocument(document)).toMatchObject({ ok: true });
  });

  it('makes nothing up that only its owner knows', () => {
    expect(JSON.stringify(document)).not.toMatch(/example\.(com|org|net)|a1b2c3|list_id|"url"/);
  });

  it('names the connectors it uses', () => {
    expect(connectors).toEqual(connectorsUsed(document));
  });
});

it('each template has an id of its own', () => {
  const ids = FLOW_TEMPLATES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
