// Only the parser of Handlebars: its compiler turns templates into JavaScript text, which Millrace
// never does. The package types no entry for the parser, so handlebars-parser.d.ts states its tree.
export {
  parse,
  parser,
  parseWithoutProcessing,
} from 'handlebars/dist/cjs/handlebars/compiler/base.js';
