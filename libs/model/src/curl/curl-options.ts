/** One option of a command, with its value where it takes one. */
export interface CurlOption {
  /** Its long name. */
  name: string;
  /** As it was written. */
  written: string;
  value: string;
}

/** Options that take a value, by their long name, with their letter. */
const WITH_VALUE: Readonly<Record<string, string>> = {
  ...{
    request: 'X',
    header: 'H',
    data: 'd',
    form: 'F',
    user: 'u',
    'user-agent': 'A',
    referer: 'e',
  },
  ...{ cookie: 'b', proxy: 'x', 'max-time': 'm', 'upload-file': 'T', cert: 'E', output: 'o' },
  ...{ 'cookie-jar': 'c', 'write-out': 'w', range: 'r', config: 'K', 'dump-header': 'D' },
  ...{ 'proxy-user': 'U', 'continue-at': 'C', 'time-cond': 'z', 'speed-limit': 'Y' },
  ...{ 'speed-time': 'y', 'data-raw': '', 'data-binary': '', 'data-ascii': '' },
  ...{ 'data-urlencode': '', 'form-string': '', json: '', url: '', 'url-query': '', cacert: '' },
  ...{ capath: '', key: '', pass: '', 'cert-type': '', 'key-type': '', pinnedpubkey: '' },
  ...{ 'oauth2-bearer': '', 'aws-sigv4': '', 'connect-timeout': '', 'max-redirs': '', retry: '' },
  ...{ 'retry-delay': '', 'retry-max-time': '', resolve: '', 'connect-to': '', interface: '' },
  ...{ 'limit-rate': '', 'max-filesize': '', noproxy: '', 'proxy-header': '', 'tls-max': '' },
  ...{ ciphers: '', 'unix-socket': '', 'abstract-unix-socket': '', 'dns-servers': '' },
  ...{ 'request-target': '', variable: '', 'output-dir': '', stderr: '', trace: '' },
  ...{ 'trace-ascii': '', proto: '', 'proto-redir': '', 'proto-default': '', socks5: '' },
  ...{ 'socks5-hostname': '', socks4: '', socks4a: '', preproxy: '', 'expect100-timeout': '' },
  ...{
    'keepalive-time': '',
    'service-name': '',
    delegation: '',
    hsts: '',
    'alt-svc': '',
    crlfile: '',
  },
};

/** Letters of those without a value. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ G: 'get', I: 'head', k: 'insecure', L: 'location', s: 'silent', S: 'show-error' },
  ...{ v: 'verbose', i: 'include', f: 'fail', g: 'globoff', N: 'no-buffer', n: 'netrc' },
  ...{ O: 'remote-name', J: 'remote-header-name', '#': 'progress-bar', 0: 'http1.0' },
  ...{ 1: 'tlsv1', 4: 'ipv4', 6: 'ipv6', q: 'disable', a: 'append', p: 'proxytunnel' },
  ...{ j: 'junk-session-cookies', R: 'remote-time', Z: 'parallel', V: 'version', h: 'help' },
};

const BY_LETTER = new Map(
  Object.entries(WITH_VALUE).flatMap(([name, letter]): [string, string][] =>
    letter === '' ? [] : [[letter, name]],
  ),
);

/** The options of a command in their order; what is none of them is `url`, as in curl. */
export function curlOptions(words: readonly string[]): CurlOption[] {
  const options: CurlOption[] = [];
  const left = [...words];
  let isOver = false;
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (isOver || !word.startsWith('-') || word === '-') {
      options.push({ name: 'url', written: 'url', value: word });
    } else if (word === '--') isOver = true;
    else if (word.startsWith('--')) {
      const name = word.slice(2);
      const value = Object.hasOwn(WITH_VALUE, name) ? (left.shift() ?? '') : '';
      options.push({ name, written: word, value });
    } else options.push(...letters(word.slice(1), left));
  }
  return options;
}

/** Letters in a row: the first with a value takes what is left of the word, or the next one. */
function letters(text: string, left: string[]): CurlOption[] {
  const options: CurlOption[] = [];
  for (const [at, letter] of Array.from(text).entries()) {
    const name = BY_LETTER.get(letter);
    if (name !== undefined) {
      const inside = Array.from(text)
        .slice(at + 1)
        .join('');
      const value = inside === '' ? (left.shift() ?? '') : inside;
      return [...options, { name, written: `-${letter}`, value }];
    }
    options.push({ name: LETTERS[letter] ?? letter, written: `-${letter}`, value: '' });
  }
  return options;
}
