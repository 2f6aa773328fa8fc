/** Notion takes these names of languages and no others: https://developers.notion.com/reference/block#code */
const LANGUAGES = new Set(
  [
    'abap arduino bash basic c clojure coffeescript c++ c# css dart diff docker elixir elm erlang flow',
    'fortran f# gherkin glsl go graphql groovy haskell html java javascript json julia kotlin latex less',
    'lisp livescript lua makefile markdown markup matlab mermaid nix objective-c ocaml pascal perl php',
    'powershell prolog protobuf python r reason ruby rust sass scala scheme scss shell sql swift',
    'typescript vb.net verilog vhdl webassembly xml yaml',
  ].flatMap((names) => names.split(' ')),
);

/** What people write after a fence, where Notion has another word. */
const ALIASES: Readonly<Record<string, string>> = {
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  ts: 'typescript',
  tsx: 'typescript',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  kt: 'kotlin',
  sh: 'shell',
  zsh: 'shell',
  console: 'shell',
  ps1: 'powershell',
  yml: 'yaml',
  md: 'markdown',
  cpp: 'c++',
  cs: 'c#',
  csharp: 'c#',
  fs: 'f#',
  golang: 'go',
  dockerfile: 'docker',
  make: 'makefile',
  tex: 'latex',
  proto: 'protobuf',
  objc: 'objective-c',
  vb: 'vb.net',
  wasm: 'webassembly',
};

/** The name Notion has for the language of a code block; `plain text` for one it does not know. */
export function notionLanguage(written: string): string {
  const name = written.toLowerCase();
  const known = Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name;
  return LANGUAGES.has(known) ? known : 'plain text';
}
