import { createHash, randomUUID } from 'node:crypto';
import { invalid, notFound } from './problem.ts';

/** A contact of an audience. */
export interface Member {
  id: string;
  contact_id: string;
  list_id: string;
  email_address: string;
  status: string;
  merge_fields: Record<string, unknown>;
  tags: { id: number; name: string }[];
  language: string;
  vip: boolean;
  email_type: string;
  last_changed: string;
}

type Body = Record<string, unknown>;
type FieldError = { field: string; message: string };

const STATUSES = ['subscribed', 'unsubscribed', 'cleaned', 'pending', 'transactional'];
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** The audiences of one account and their contacts, kept in memory. */
export class Audiences {
  readonly members: Member[] = [];
  private readonly lists: ReadonlySet<string>;
  private readonly tagIds = new Map<string, number>();

  constructor(lists: readonly string[]) {
    this.lists = new Set(lists);
  }

  /** GET /lists/{list}/members/{hash} */
  get(list: string, hash: string): Member {
    const member = this.find(list, hash);
    if (member === undefined) throw notFound();
    return member;
  }

  /** PUT /lists/{list}/members/{hash} */
  upsert(list: string, hash: string, body: Body): Member {
    const known = this.find(list, hash);
    const faults = memberFaults(body, hash, known === undefined);
    if (faults.length > 0) throw invalid(faults);
    const member = known ?? this.create(list, hash, body);
    Object.assign(member, {
      ...pick(body, ['email_address', 'status', 'language', 'vip', 'email_type']),
      merge_fields: { ...member.merge_fields, ...asObject(body['merge_fields']) },
      last_changed: new Date().toISOString(),
    });
    return member;
  }

  /** POST /lists/{list}/members/{hash}/tags */
  changeTags(list: string, hash: string, body: Body): void {
    const member = this.get(list, hash);
    const tags = body['tags'];
    if (!Array.isArray(tags)) throw invalid([{ field: 'tags', message: blank(tags, 'array') }]);
    const changes = tags.map(asObject);
    const faults = changes.flatMap((change, index) => tagFaults(change, index));
    if (faults.length > 0) throw invalid(faults);
    for (const { name, status } of changes) {
      const kept = member.tags.filter((tag) => tag.name !== name);
      member.tags = status === 'active' ? [...kept, this.tag(String(name))] : kept;
    }
  }

  private find(list: string, hash: string): Member | undefined {
    if (!this.lists.has(list)) throw notFound();
    return this.members.find((member) => member.list_id === list && member.id === hash);
  }

  private create(list: string, hash: string, body: Body): Member {
    const tags = Array.isArray(body['tags']) ? body['tags'] : [];
    const member: Member = {
      id: hash,
      contact_id: randomUUID().replaceAll('-', ''),
      list_id: list,
      email_address: String(body['email_address']),
      status: String(body['status_if_new'] ?? body['status']),
      merge_fields: {},
      tags: tags.map((name) => this.tag(String(name))),
      language: '',
      vip: false,
      email_type: 'html',
      last_changed: '',
    };
    this.members.push(member);
    return member;
  }

  private tag(name: string): { id: number; name: string } {
    const id = this.tagIds.get(name) ?? this.tagIds.size + 1;
    this.tagIds.set(name, id);
    return { id, name };
  }
}

function memberFaults(body: Body, hash: string, isNew: boolean): FieldError[] {
  const { email_address: address, status_if_new: first, status, merge_fields: fields } = body;
  const faults: FieldError[] = [];
  const refuse = (field: string, message: string): void => void faults.push({ field, message });
  if (typeof address !== 'string') refuse('email_address', blank(address, 'string'));
  else if (!ADDRESS.test(address)) refuse('email_address', 'Please provide a valid email address.');
  else if (md5(address.toLowerCase()) !== hash) {
    refuse('email_address', 'The email address does not match the subscriber hash of the URL.');
  }
  if (isNew && first === undefined && status === undefined) {
    refuse('status_if_new', 'This value should not be blank.');
  }
  for (const [field, value] of Object.entries({ status_if_new: first, status })) {
    if (value !== undefined && !STATUSES.some((one) => one === value)) {
      refuse(field, `Value must be one of ${STATUSES.join(', ')}.`);
    }
  }
  if (fields !== undefined && asObject(fields) !== fields) {
    refuse('merge_fields', blank(fields, 'object'));
  }
  return faults;
}

function tagFaults({ name, status }: Body, index: number): FieldError[] {
  const faults: FieldError[] = [];
  if (typeof name !== 'string' || name === '') {
    faults.push({ field: `tags.item:${index}.name`, message: 'This value should not be blank.' });
  }
  if (status !== 'active' && status !== 'inactive') {
    faults.push({
      field: `tags.item:${index}.status`,
      message: 'Value must be one of inactive, active.',
    });
  }
  return faults;
}

function blank(value: unknown, wanted: string): string {
  if (value === undefined) return 'This value should not be blank.';
  const found = Array.isArray(value) ? 'array' : value === null ? 'NULL' : typeof value;
  return `Schema describes ${wanted}, ${found} found instead`;
}

function asObject(value: unknown): Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Body)
    : {};
}

function pick(body: Body, keys: readonly string[]): Body {
  return Object.fromEntries(Object.entries(body).filter(([key]) => keys.includes(key)));
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
