/**
 * Who may import whom: the import table of the architecture, as Nx constraints. `libs` are other
 * projects by tag; `packages` the outside packages a project may use.
 */
const TABLE = {
  'lib:model': { libs: [], packages: ['zod'] },
  'lib:mapping': {
    libs: ['lib:model'],
    packages: ['handlebars', 'jsonpath-plus', 're2js', '@noble/hashes'],
  },
  'lib:signatures': { libs: ['lib:model'], packages: [] },
  'lib:bodies': { libs: ['lib:model'], packages: ['fast-xml-parser', '@fastify/busboy'] },
  'lib:engine': { libs: ['lib:model', 'lib:mapping'], packages: [] },
  'lib:connector-kit': {
    libs: ['lib:model', 'lib:mapping', 'lib:bodies', 'lib:signatures'],
    packages: ['undici', 'markdown-it'],
  },
  'lib:connectors': {
    libs: ['lib:model', 'lib:connector-kit', 'lib:signatures'],
    packages: ['yaml', 'zod', 'nodemailer', 'pg'],
  },
  'app:editor': {
    libs: ['lib:model', 'lib:mapping'],
    packages: ['react', 'react-dom', '@tanstack/*', '@xyflow/*', '@mantine/*', '@tabler/*'],
  },
};

const TEST_PACKAGES = ['vitest', 'vitest/*', 'fast-check', '@testing-library/*'];
/** Independent implementations that tests compare with. */
const PEER_PACKAGES = {
  'lib:connectors': ['smtp-server', 'aws4', 'oauth-1.0a', 'jose'],
  'lib:connector-kit': ['aws4', '@smithy/signature-v4', 'oauth-1.0a', 'jose', 'postal-mime'],
};
const BUILD_PACKAGES = { 'app:editor': ['vite', '@vitejs/*', 'postcss-preset-mantine'] };

export const DEPENDENCIES = [
  ...Object.entries(TABLE).map(([tag, { libs, packages }]) => ({
    sourceTag: tag,
    onlyDependOnLibsWithTags: [tag, ...libs],
    allowedExternalImports: [
      ...packages,
      ...packages.filter((name) => !name.includes('*')).map((name) => `${name}/*`),
      ...TEST_PACKAGES,
      ...(PEER_PACKAGES[tag] ?? []),
      ...(BUILD_PACKAGES[tag] ?? []),
    ],
  })),
  {
    sourceTag: 'app:server',
    onlyDependOnLibsWithTags: Object.keys(TABLE).filter((tag) => tag.startsWith('lib:')),
    bannedExternalImports: ['react', 'react-*', '@mantine/*', '@xyflow/*', 'ajv', 'axios'],
  },
  {
    sourceTag: 'test',
    onlyDependOnLibsWithTags: ['lib:model', 'lib:mapping', 'lib:connector-kit', 'lib:connectors'],
  },
];
