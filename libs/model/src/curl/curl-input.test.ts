import { describe, expect, it } from 'vitest';
import { curlInput } from './curl-input.ts';

const U = 'https://api.example.com/orders';
const TOLD = 'Files are not read; choose the file in the step.';

describe('a curl command', () => {
  it.each<[string, object]>([
    [`curl ${U}`, { method: 'GET', url: U }],
    [`curl example.com`, { method: 'GET', url: 'http://example.com/' }],
    [`/usr/bin/curl -sSL --compressed ${U}#part`, { method: 'GET', url: U }],
    [`curl.exe --url ${U}`, { method: 'GET', url: U }],
    [`curl -I ${U}`, { method: 'HEAD', url: U }],
    [`curl -X DELETE ${U}`, { method: 'DELETE', url: U }],
    [`curl -XPURGE ${U}`, { method: 'other', method_name: 'PURGE', url: U }],
    [`curl -m 2.5 --max-redirs 0 ${U}`, { url: U, timeout: '2500ms', redirects: 'none' }],
    [`curl -m5 ${U}`, { timeout: '5s' }],
    [
      `curl -A 'Shop/1.0' -e https://ref.example ${U}`,
      { headers: { 'User-Agent': 'Shop/1.0', Referer: 'https://ref.example' } },
    ],
    [
      `curl -H 'Accept: text/csv' -H 'X-Empty;' -r 0-99 ${U}`,
      { headers: { Accept: 'text/csv', 'X-Empty': '', Range: 'bytes=0-99' } },
    ],
    [`curl -H 'A: 1' -H 'a: 2' ${U}`, { headers: { A: '1, 2' } }],
    // https://curl.se/docs/httpscripting.html
    [
      `curl --data "birthyear=1905&press=OK" ${U}`,
      { method: 'POST', body_as: 'form', body: { birthyear: '1905', press: 'OK' } },
    ],
    [`curl -d a=1 -d 'b=2&b=3' ${U}`, { body: { a: '1', b: ['2', '3'] } }],
    [`curl -d 'b=1&a=1&b=2' ${U}`, { body: 'b=1&a=1&b=2', body_as: 'form' }],
    [
      `curl --data-urlencode "name=I am Daniel" ${U}`,
      { body: 'name=I%20am%20Daniel', body_as: 'form' },
    ],
    [`curl --data-urlencode '=a=b' --data-urlencode "it's" ${U}`, { body: 'a%3Db&it%27s' }],
    [`curl -d '' ${U}`, { method: 'POST', url: U }],
    [
      `curl -G -d q=a --data-urlencode 'b=x y' '${U}?c=1'`,
      { method: 'GET', url: `${U}?c=1&q=a&b=x%20y` },
    ],
    [`curl --url-query 'a=ä' --url-query +b ${U}`, { method: 'GET', url: `${U}?a=%C3%A4&b` }],
    [`curl --json '{"tool": "curl"}' ${U}`, { method: 'POST', body: { tool: 'curl' } }],
    [
      `curl -X PATCH -H 'content-type: application/json' -d '[1]' ${U}`,
      { method: 'PATCH', body: [1] },
    ],
    [
      `curl -H 'content-type: application/json' -d '"text"' ${U}`,
      { body: '"text"', body_as: 'text', headers: { 'Content-Type': 'application/json' } },
    ],
    [
      `curl -H 'Content-Type: application/json' -d '{no json' ${U}`,
      { body: '{no json', body_as: 'text' },
    ],
    [
      `curl -H 'Content-Type: application/vnd.api+json' -d '{"a":1}' ${U}`,
      { body: { a: 1 }, headers: { 'Content-Type': 'application/vnd.api+json' } },
    ],
    [
      `curl -H 'Content-Type: text/xml' --data-raw '<a/>' ${U}`,
      { body: '<a/>', body_as: 'text', headers: { 'Content-Type': 'text/xml' } },
    ],
    [`curl --data-raw @a ${U}`, { body: '@a', body_as: 'form' }],
    [
      `curl -F web=a -F 'web=b;c' -F 'q="x;y\\"z"' --form-string 's=@t' -F n ${U}`,
      {
        method: 'POST',
        body_as: 'multipart',
        body: { web: ['a', 'b;c'], q: 'x;y"z', s: '@t', n: '' },
      },
    ],
  ])('%s', (text, input) => {
    const read = curlInput(text);
    expect(read.input).toMatchObject(input);
    expect(read.left).toEqual([]);
    expect(read.credentials).toEqual([]);
  });

  it.each<[string, { option: string; reason: string }[]]>([
    ['-k', [{ option: '-k', reason: expect.stringContaining('always checked') as string }]],
    [
      '-sk --cacert ca.pem',
      [
        { option: '-k', reason: expect.any(String) as string },
        { option: '--cacert', reason: expect.stringContaining('Paste') as string },
      ],
    ],
    ['-d @order.json', [{ option: '-d', reason: TOLD }]],
    ['--data-urlencode name@file', [{ option: '--data-urlencode', reason: TOLD }]],
    ['--json @file', [{ option: '--json', reason: TOLD }]],
    ['-H @headers', [{ option: '-H', reason: TOLD }]],
    ['-F web=@index.html', [{ option: '-F web', reason: TOLD }]],
    [
      "-F 'a=1;type=text/plain'",
      [{ option: '-F a', reason: 'type=text/plain is not sent with the part.' }],
    ],
    ['-b cookies.txt', [{ option: '-b', reason: expect.stringContaining('cookies') as string }]],
    [
      '-H Host:x -H nothing -H Accept:',
      [
        { option: '-H Host', reason: 'The connection sets it by itself.' },
        { option: '-H', reason: 'It is no header.' },
        { option: '-H Accept', reason: 'It takes away a header that is not sent anyway.' },
      ],
    ],
    [
      '-x http://user:secret@proxy:3128',
      [{ option: '-x', reason: 'Enter the proxy in the connection.' }],
    ],
    [
      '-m 0 --max-redirs 3',
      [
        { option: '-m', reason: expect.any(String) as string },
        { option: '--max-redirs', reason: expect.any(String) as string },
      ],
    ],
    ['-T file', [{ option: '-T', reason: 'Choose the file as the body of the step.' }]],
    [
      '--surprise -o',
      [
        { option: '--surprise', reason: 'It is not known here.' },
        { option: '-o', reason: 'The answer is the output of the step.' },
      ],
    ],
    ['-y', [{ option: '-y', reason: 'It is not known here.' }]],
    ['-W', [{ option: '-W', reason: 'It is not known here.' }]],
    ['-d $TOKEN', [{ option: '$TOKEN', reason: expect.stringContaining('stays text') as string }]],
    [
      '-d "$(cat key) `id`"',
      [
        { option: '$(cat key)', reason: expect.any(String) as string },
        { option: '`id`', reason: expect.any(String) as string },
      ],
    ],
    ['| jq .', [{ option: '|', reason: 'Only the one command is read.' }]],
    [
      'https://other.example',
      [{ option: 'url', reason: expect.stringContaining('Another address') as string }],
    ],
    [
      "'https://api.example.com/[1-3]'",
      [{ option: 'url', reason: expect.stringContaining('Another') as string }],
    ],
  ])('says what it leaves out: %s', (options, left) => {
    const read = curlInput(`curl ${U} ${options}`);
    expect(read.left).toEqual(left);
    expect(JSON.stringify(read)).not.toContain('secret@proxy');
  });

  it('does not expand brackets in the address', () => {
    expect(curlInput('curl https://api.example.com/orders/[1-3]').left).toHaveLength(1);
  });

  it.each<[string, object]>([
    [
      '-u ada:correct:horse',
      { auth: 'basic', values: { username: 'ada', password: 'correct:horse' } },
    ],
    ['--digest --user ada:x', { auth: 'digest', values: { username: 'ada', password: 'x' } }],
    ['-u key', { auth: 'basic', values: { username: 'key', password: '' } }],
    ['-H "Authorization: Bearer t0k"', { auth: 'bearer', values: { token: 't0k' } }],
    ['--oauth2-bearer t0k', { auth: 'bearer', values: { token: 't0k' } }],
    [
      '-H "authorization: Basic YWRhOnDDpA=="',
      { auth: 'basic', values: { username: 'ada', password: 'pä' } },
    ],
    [
      '-H "Authorization: Basic ???"',
      { auth: 'header', values: { header_name: 'Authorization', header_value: 'Basic ???' } },
    ],
    [
      '-H "Authorization: Token abc"',
      { auth: 'header', values: { header_name: 'Authorization', header_value: 'Token abc' } },
    ],
    [
      '-H "X-Api-Key: abc"',
      { auth: 'header', values: { header_name: 'X-Api-Key', header_value: 'abc' } },
    ],
    [
      '-b "session=abc"',
      { auth: 'header', values: { header_name: 'Cookie', header_value: 'session=abc' } },
    ],
    [
      '--aws-sigv4 aws:amz:eu-central-1:s3 -u AK:SK',
      {
        auth: 'aws',
        values: { access_key: 'AK', secret_key: 'SK', region: 'eu-central-1', service: 's3' },
      },
    ],
    [
      '--aws-sigv4 aws -u AK:SK',
      { auth: 'aws', values: { access_key: 'AK', secret_key: 'SK', region: '', service: '' } },
    ],
  ])('keeps who calls apart: %s', (options, credentials) => {
    const read = curlInput(`curl ${options} ${U}`);
    expect(read.credentials).toEqual([credentials]);
    expect(read.input).toEqual({ method: 'GET', url: U });
  });

  it('keeps who calls apart when it stands in the address', () => {
    const read = curlInput('curl https://ada:p%40ss@api.example.com/ -H "Cookie: a=1"');
    expect(read.input).toEqual({ method: 'GET', url: 'https://api.example.com/' });
    expect(read.credentials).toEqual([
      { auth: 'basic', values: { username: 'ada', password: 'p@ss' } },
      { auth: 'header', values: { header_name: 'Cookie', header_value: 'a=1' } },
    ]);
    expect(curlInput('curl https://%E4:x@a.example/').credentials[0]?.values['username']).toBe(
      '%E4',
    );
  });

  it.each([
    ['wget https://example.com', 'it does not begin with curl'],
    ['', 'it does not begin with curl'],
    ['curl', 'it names no address'],
    ['curl -d', 'it names no address'],
    ["curl 'https://example.com", 'a quote in it does not end'],
    ['curl "https://example.com', 'a quote in it does not end'],
    ["curl $'https://example.com", 'a quote in it does not end'],
    ['curl ^"https://example.com', 'a quote in it does not end'],
    ['curl ftp://example.com/x', 'its address is not of HTTP'],
    ['curl "http://["', 'its address is not of HTTP'],
    [`curl ${'x'.repeat(1_000_001)}`, 'it has more than 1000000 characters'],
  ])('that cannot be read says why: %s', (text, reason) => {
    expect(() => curlInput(text)).toThrow(
      expect.objectContaining({
        code: 'CURL_INVALID',
        message: `This is no curl command that can be read: ${reason}.`,
      }),
    );
  });
});

describe('quotes of a POSIX shell', () => {
  it.each([
    [`'a'\\''b'"c d"e\\ f`, `a'bc de f`],
    [`"a\\"b\\\\c\\d\\\ne"`, 'a"b\\c\\de'],
    [`$'a\\'b\\n\\x41\\u00e4\\U0001f600\\101\\q\\e'`, `a'b\nAä😀A\\q\x1b`],
    [`$'\\U00110000'`, '\ufffd'],
    [`"50\\$ a$"`, '50$ a$'],
    ['a\\\nb', 'ab'],
    ['"" # comment', ''],
    ['a#b', 'a#b'],
  ])('%s', (written, value) => {
    const { input } = curlInput(`curl ${U} --form-string s=${written}`);
    expect(input['body']).toEqual({ s: value });
  });

  it('goes on over lines, also those of Windows', () => {
    const { input } = curlInput(`  curl '${U}' \\\r\n  -X PUT\\\r\n  -d a=1\r\n`);
    expect(input).toMatchObject({ method: 'PUT', body: { a: '1' } });
  });
});

describe('what browsers copy', () => {
  const wanted = {
    method: 'POST',
    url: 'https://api.example.com/orders?a=1&b=%20',
    headers: { accept: '*/*', 'accept-language': 'de', 'sec-ch-ua': '"Chromium";v="140"' },
    body: { text: `it's "100%" & <new>\nline`, n: 1, path: 'C:\\dir\\' },
  };

  it('Chrome and Safari for bash', () => {
    const text = `curl 'https://api.example.com/orders?a=1&b=%20' \\
  -H 'accept: */*' \\
  -H 'accept-language: de' \\
  -H 'content-type: application/json' \\
  -b 'session=abc; theme=dark' \\
  -H 'sec-ch-ua: "Chromium";v="140"' \\
  --data-raw $'{"text":"it\\'s \\\\"100%\\\\" & <new>\\\\nline","n":1,"path":"C:\\\\\\\\dir\\\\\\\\"}' \\
  --compressed`;
    const read = curlInput(text);
    expect(read.input).toEqual(wanted);
    expect(read.credentials).toHaveLength(1);
    expect(read.left).toEqual([]);
  });

  it('Chrome for cmd, with a caret before every sign', () => {
    const text = String.raw`curl ^"https://api.example.com/orders?a=1^&b=^%^20^" ^
  -H ^"accept: */*^" ^
  -H ^"accept-language: de^" ^
  -H ^"content-type: application/json^" ^
  -H ^"sec-ch-ua: ^\^"Chromium^\^";v=^\^"140^\^"^" ^
  --data-raw ^"^{^\^"text^\^":^\^"it's ^\^\^\^"100^%^\^\^\^" ^& ^<new^>^\^\nline^\^",^\^"n^\^":1,^\^"path^\^":^\^"C:^\^\^\^\dir^\^\^\^\^\^"^}^"`;
    expect(curlInput(text.replaceAll('\n', '\r\n')).input).toEqual(wanted);
  });

  it('Firefox for cmd, with doubled quotes', () => {
    const text = `curl "${U}" -X POST -H "content-type: application/json" --data-raw "{""a"":""b c""}"`;
    expect(curlInput(text).input).toEqual({ method: 'POST', url: U, body: { a: 'b c' } });
  });

  it('a backslash for cmd that stands before no quote', () => {
    const { input } = curlInput(`curl ^"${U}^" --form-string "s=C:\\dir"`);
    expect(input['body']).toEqual({ s: 'C:\\dir' });
  });

  it('a line break in a value for cmd, variables, and what stands behind', () => {
    const text = `curl ^"${U}^" --form-string ^"s=a^\n\nb %PATH%^" | more`;
    const read = curlInput(text);
    expect(read.input['body']).toEqual({ s: 'a\nb %PATH%' });
    expect(read.left.map(({ option }) => option)).toEqual(['%PATH%', '|']);
  });

  it('a form with a file, whose parts are text', () => {
    const text = `curl '${U}' -H 'content-type: multipart/form-data; boundary=----B' --data-raw $'------B\\r\\nContent-Disposition: form-data; name="a"\\r\\n\\r\\n1\\r\\n------B--\\r\\n'`;
    const { input } = curlInput(text);
    expect(input).toEqual({
      method: 'POST',
      url: U,
      headers: { 'Content-Type': 'multipart/form-data; boundary=----B' },
      body: '------B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n------B--\r\n',
    });
  });
});
